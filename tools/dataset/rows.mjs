// Rows: what the index says of each picture, the split above all.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { captionsOf } from './captions.mjs'
import { WEIGHTS } from './extras.mjs'
import { heldConcepts, portraitSplit, splitOf } from './splits.mjs'

/**
 * The rows of the pictures. Only emoji count towards the splits, so that a larger set holds out what the core set
 * does; a tone is held out with its emoji and every drawing of a held-out thing with the thing.
 */
export function rowsOf(emoji, extras = [], known = () => undefined) {
  const counts = new Map()
  for (const { concept } of emoji) counts.set(concept.hexcode, (counts.get(concept.hexcode) ?? 0) + 1)
  const kept = new Set(emoji.filter(({ concept }) => concept.rank >= 0).map(({ concept }) => concept.hexcode))
  const held = heldConcepts(counts, kept)
  const split = ({ kind, base, hexcode }, style) => kind === 'portrait' ? portraitSplit(hexcode)
    : splitOf(base ?? hexcode, style.key, counts.get(base ?? hexcode) ?? 0, held)
  return [...emoji, ...extras].map(({ concept, style, rgb }) => ({
    concept: concept.label, hexcode: concept.hexcode, rank: concept.rank, group: concept.group, subgroup: concept.subgroup,
    style: style.key, word: style.word, licence: style.licence, source: `${style.pkg}@${style.version}`,
    split: known(concept, style) ?? split(concept, style),
    captions: captionsOf(concept, style), weight: WEIGHTS[concept.kind], rgb,
  }))
}

/** A part of a set knows too few styles to tell which pictures are held out: it takes the splits of the whole one. */
export function splitsOf(folder) {
  const lines = readFileSync(join(folder, 'index.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line))
  const splits = new Map(lines.map(r => [`${r.hexcode} ${r.style}`, r.split]))
  return (concept, style) => splits.get(`${concept.hexcode} ${style.key}`) ?? 'unknown'
}
