import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withArticle } from './captions.mjs'
import { WEIGHTS } from './extras.mjs'
import { rowsOf } from './rows.mjs'
import { fraction, splitOf } from './splits.mjs'

test('fractions depend on the text alone', () => {
  assert.equal(fraction('pair 1F34E noto'), fraction('pair 1F34E noto'))
  assert.ok(fraction('a') >= 0 && fraction('a') < 1)
})

test('a concept drawn in few styles keeps all its pairs', () => {
  for (let i = 0; i < 200; i++) assert.equal(splitOf(`X${i}`, 'noto', 4, new Set()), 'train')
})

test('about one pair in twenty is held out', () => {
  const held = Array.from({ length: 4000 }, (_, i) => splitOf(`X${i}`, 'noto', 5, new Set())).filter(s => s === 'val_pair')
  assert.ok(held.length > 140 && held.length < 260, String(held.length))
})

test('articles', () => {
  const cases = { fox: 'a fox', owl: 'an owl', grapes: 'grapes', unicorn: 'a unicorn', umbrella: 'an umbrella', cactus: 'a cactus', bus: 'a bus' }
  for (const [name, want] of Object.entries(cases)) assert.equal(withArticle(name), want)
})

const style = key => ({ key, word: key, noun: key, licence: 'MIT', pkg: 'p', version: '1' })
const concept = (hexcode, more) => ({ hexcode, label: `thing ${hexcode}`, also: [], keywords: [], rank: -1, ...more })
const emoji = Array.from({ length: 300 }, (_, i) => concept(`X${i}`))
const core = emoji.flatMap(c => ['noto', 'blob', 'flat', '3d', 'twemoji'].map(key => ({ concept: c, style: style(key) })))
const extras = [
  ...emoji.map(c => ({ concept: c, style: style('badge') })),
  ...emoji.map(c => ({ concept: concept(`${c.hexcode}-1F3FB`, { base: c.hexcode, kind: 'tone' }), style: style('noto') })),
  ...Array.from({ length: 1000 }, (_, i) => ({ concept: concept(`portrait-${i}`, { kind: 'portrait' }), style: style('toon') })),
]

test('a larger set leaves the splits of the core set as they are', () => {
  assert.deepEqual(rowsOf(core, extras).slice(0, core.length), rowsOf(core))
})

test('a held-out concept is held out in every style and tone', () => {
  const rows = rowsOf(core, extras), base = r => r.hexcode.replace('-1F3FB', '')
  const held = new Set(rows.filter(r => r.split === 'val_concept').map(base))
  assert.equal(held.size, 45)
  for (const r of rows) assert.equal(held.has(base(r)), r.split === 'val_concept', `${r.hexcode} ${r.style}: ${r.split}`)
})

test('a tone is held out where its emoji is', () => {
  const rows = rowsOf(core, extras)
  const plain = new Map(rows.filter(r => r.style === 'noto' && r.weight === undefined).map(r => [r.hexcode, r.split]))
  for (const r of rows.filter(r => r.weight === WEIGHTS.tone)) assert.equal(r.split, plain.get(r.hexcode.replace('-1F3FB', '')), r.hexcode)
})

test('about one portrait in twenty is held out, and drawn less often', () => {
  const rows = rowsOf(core, extras).filter(r => r.hexcode.startsWith('portrait'))
  const held = rows.filter(r => r.split === 'val_iid').length
  assert.ok(held > 30 && held < 75 && rows.every(r => r.weight === WEIGHTS.portrait && ['train', 'val_iid'].includes(r.split)), String(held))
})
