import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAvatar } from '@dicebear/core'
import { listed, person, portraitStyles, portraits } from './portraits.mjs'

test('lists', () => {
  const cases = [[['a'], 'a'], [['a', 'b'], 'a and b'], [['a', 'b', 'c'], 'a, b and c']]
  for (const [phrases, want] of cases) assert.equal(listed(phrases), want)
})

const RECIPE = {
  colours: { hairColor: { '000000': 'black', ff8000: 'orange' } },
  parts: {
    hair: { choices: { 'a {hairColor} bob': { hair: ['bob'] } } },
    hat: { odds: 0.5, choices: { 'a cap': { hat: ['cap1', 'cap2'] } } },
  },
  hides: { 'a cap': ['hair'] },
}

test('what is said is what was chosen, and what is hidden is not said', () => {
  const seen = new Set()
  for (let n = 0; n < 100; n++) {
    const { label, options } = person(RECIPE, `test ${n}`)
    const bob = { '000000': 'person with a black bob', ff8000: 'person with an orange bob' }[options.hairColor[0]]
    assert.equal(label, options.hat ? 'person with a cap' : bob)
    seen.add(label)
  }
  assert.equal(seen.size, 3)
})

test('every recipe names parts that the style can draw', async () => {
  for (const { key, recipe, drawer } of await portraitStyles()) {
    const { properties } = drawer.schema
    const sets = Object.values(recipe.parts).flatMap(part => [part.else ?? {}, ...Object.values(part.choices)])
    for (const [option, values] of [recipe.fixed ?? {}, ...sets].flatMap(Object.entries)) {
      const drawn = properties[option]?.items?.enum
      for (const value of values) assert.ok(drawn ? drawn.includes(value) : properties[option], `${key}: ${option} ${value}`)
    }
    for (const option of Object.keys(recipe.colours)) assert.ok(properties[option], `${key}: ${option}`)
    for (const phrase of Object.keys(recipe.hides ?? {})) assert.ok(Object.values(recipe.parts).some(part => phrase in part.choices), `${key}: ${phrase}`)
  }
})

test('portraits are the same in every build, and few share a description', async () => {
  const style = (await portraitStyles()).find(s => s.key === 'micah')
  const people = portraits(style), again = portraits(style)
  assert.deepEqual(people.map(p => p.draw()).slice(0, 20), again.map(p => p.draw()).slice(0, 20))
  const alike = people.reduce((counts, p) => counts.set(p.label, (counts.get(p.label) ?? 0) + 1), new Map())
  assert.ok(Math.max(...alike.values()) <= 4)
  const bald = people.filter(p => p.label.includes('bald head'))
  assert.ok(bald.length > 20 && bald.every(p => !/hair|bob|mohawk/.test(p.label)))
})

test('a colour that is said is in the drawing', async () => {
  for (const { key, recipe, drawer } of await portraitStyles()) {
    for (const [phrase, set] of Object.values(recipe.parts).flatMap(part => Object.entries(part.choices))) {
      for (const [, option] of phrase.matchAll(/\{(\w+)\}/g)) {
        const code = '12ab34'
        for (const shown of variants(set)) {
          const drawn = createAvatar(drawer, { ...shown, [option]: [code], seed: 'test' }).toString()
          assert.ok(drawn.toLowerCase().includes(`#${code}`), `${key}: ${phrase} as ${JSON.stringify(shown)} has no such colour`)
        }
      }
    }
  }
})

// The options that draw a part, one for each value of its first option.
function variants(set) {
  const [[option, values] = ['', ['']], ...others] = Object.entries(set)
  const rest = others.map(([name, [first]]) => [name, first])
  return values.map(value => Object.fromEntries([[option, value], ...rest].flatMap(([name, v]) => [[name, [v]], [`${name}Probability`, 100]])))
}
