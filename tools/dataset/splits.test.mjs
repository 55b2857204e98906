import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withArticle } from './captions.mjs'
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
