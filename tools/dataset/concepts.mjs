// Concepts: the Unicode emoji as things with a name, keywords and a group, without flags and skin tones.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed } from './packages.mjs'

const LEFT_OUT = new Set(['component', 'flags'])
const CLOCKS = /o’clock$|-thirty$/

function json(pkg, path) {
  return JSON.parse(readFileSync(join(installed(pkg).root, path), 'utf8'))
}

/** The entries of emojibase in one group, as they are. */
export function emojiOfGroup(name) {
  const { groups } = json('emojibase-data', 'meta/groups.json')
  return json('emojibase-data', 'en/data.json').filter(e => groups[e.group] === name)
}

/** Every usable concept: {hexcode, label, also, keywords, group, subgroup}. */
export function allConcepts() {
  const { groups } = json('emojibase-data', 'meta/groups.json')
  const describe = describer()
  return json('emojibase-data', 'en/data.json')
    .filter(e => e.group !== undefined && !LEFT_OUT.has(groups[e.group]) && !CLOCKS.test(e.label))
    .map(describe)
}

/** Turns entries of emojibase into concepts. */
export function describer() {
  const { groups, subgroups } = json('emojibase-data', 'meta/groups.json')
  const extra = json('emojilib', 'dist/emoji-en-US.json')
  return e => ({
    hexcode: e.hexcode,
    label: plain(e.label),
    also: [],
    keywords: keywords(e, extra[e.emoji] ?? []),
    group: groups[e.group],
    subgroup: subgroups[e.subgroup],
  })
}

/** The concepts of a chosen list ([label, ...synonyms]), in its order; a label nobody knows is an error. */
export function chosenConcepts(list) {
  const byLabel = new Map(allConcepts().map(c => [c.label, c]))
  return list.map(([label, ...also]) => {
    const concept = byLabel.get(plain(label))
    if (!concept) throw new Error(`concepts: no emoji is called ${JSON.stringify(label)}`)
    return { ...concept, also }
  })
}

/** Captions are plain lower-case ASCII, so that every tokenizer variant agrees on them. */
export function plain(text) {
  return text.normalize('NFKD').replace(/[’‘]/g, "'").replace(/[^\x20-\x7e]/g, '').toLowerCase().trim()
}

function keywords(entry, more) {
  const words = [...(entry.tags ?? []), ...more.map(w => w.replaceAll('_', ' '))].map(plain)
  const own = plain(entry.label)
  return [...new Set(words)].filter(w => w !== own && /^[a-z][a-z0-9 '-]{1,24}$/.test(w))
}
