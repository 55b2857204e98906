import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { extrasOf, tonesOf } from './extras.mjs'
import { STYLES, openStyle } from './packages.mjs'

const style = key => openStyle(STYLES.find(s => s.key === key))

async function brightness(bytes) {
  const { channels } = await sharp(bytes).flatten({ background: '#fff' }).removeAlpha().stats()
  return channels.reduce((sum, c) => sum + c.mean, 0)
}

function byPerson(tones) {
  const people = new Map()
  for (const t of tones) people.set(t.base, [...(people.get(t.base) ?? []), t])
  return people
}

const SLACK = 1.5 // of 765: in a boat little skin is seen

// Hair hides the step from light to medium-light: it is often black, then blond.
test('from medium-light on each tone is darker than the one before', async () => {
  const order = ['1F3FC', '1F3FD', '1F3FE', '1F3FF']
  for (const key of ['3d', 'flat']) {
    const { find } = style(key), people = byPerson(tonesOf({ key }))
    let seen = 0
    for (const tones of people.values()) {
      const files = order.map(tone => tones.find(t => t.hexcode.includes(tone))).filter(Boolean).map(find).filter(Boolean)
      const found = await Promise.all(files.map(brightness))
      for (let i = 1; i < found.length; i++) assert.ok(found[i] < found[i - 1] + SLACK, `${key}: ${tones[0].label}: ${found}`)
      seen += found.length
    }
    assert.ok(seen > 1000, `${key}: ${seen}`)
  }
})

test('no flags that are empty, and no countries by another vendor', () => {
  assert.equal(extrasOf({ key: 'silhouette' }).filter(e => e.kind === 'flag').length, 0)
  assert.equal(extrasOf({ key: '3d' }).filter(e => e.national).length, 0)
  assert.ok(extrasOf({ key: 'twemoji' }).filter(e => e.national).length > 250)
})

test('labels', () => {
  const labels = new Set(extrasOf({ key: 'twemoji' }).map(e => e.label))
  for (const label of ['flag of japan', 'flag of the united states', 'pirate flag', "clock showing one o'clock",
    'waving hand with dark skin tone', 'man with beard and medium skin tone', 'bald woman with light skin tone']) assert.ok(labels.has(label), label)
})
