import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compare, withTables } from './card.mjs'
import { NAMED_STYLES, STYLES, installed, openStyle } from './packages.mjs'
import { portraitStyles } from './portraits.mjs'

const read = name => readFileSync(new URL(name, import.meta.url), 'utf8')
const sets = JSON.parse(read('sets.json'))

test('the tables of the card are those of the recorded sets', () => {
  const card = read('DATA_CARD.md')
  assert.equal(withTables(card, sets), card, 'node build.mjs --set full --out DIR --card writes them anew')
})

test('the recorded sources are the packages at the versions in use, under the licences that they state', async () => {
  const styles = [...STYLES, ...NAMED_STYLES].map(openStyle)
  const wanted = JSON.parse(read('package.json')).devDependencies
  for (const s of [...styles, ...await portraitStyles()]) {
    const { package: pkg, version, licence, by } = sets.full.sources.find(r => r.style === s.key)
    assert.deepEqual({ pkg, version, licence, by }, { pkg: s.pkg, version: wanted[s.pkg], licence: s.licence, by: s.by })
    assert.match(licence, /^(Apache-2.0|MIT|CC-BY-4.0|CC0-1.0)$/)
    if (pkg.startsWith('@iconify-json/')) assert.equal(licence, JSON.parse(readFileSync(`${installed(pkg).root}/info.json`, 'utf8')).license.spdx, pkg)
  }
  assert.equal(sets.full.sources.length, styles.length + (await portraitStyles()).length)
})

test('pictures add up', () => {
  for (const s of Object.values(sets)) {
    for (const part of [s.sources, s.kinds]) assert.equal(part.reduce((sum, { pictures }) => sum + pictures, 0), s.pictures, s.set)
    assert.equal(Object.values(s.splits).reduce((a, b) => a + b), s.pictures, s.set)
  }
})

test('another set than the recorded one is refused', () => {
  compare({ ...sets.core, digest: 'of another machine' })
  assert.throws(() => compare({ ...sets.core, pictures: 1 }), /pictures differ/)
  assert.throws(() => compare({ ...sets.nano, index: 'x' }), /index differ/)
})
