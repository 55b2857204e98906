// Builds the captioned sticker set: node build.mjs --out DIR [--set nano|core|full] [--size 64] [--first N --splits DIR] [--card]
import { mkdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compare, record } from './card.mjs'
import { allConcepts, chosenConcepts } from './concepts.mjs'
import { WEIGHTS, extrasOf, named } from './extras.mjs'
import { writePack } from './pack.mjs'
import { NAMED_STYLES, STYLES, installed, openStyle } from './packages.mjs'
import { dedupe, drawStyle, drawable } from './pictures.mjs'
import { portraitStyles, portraits } from './portraits.mjs'
import { rowsOf, splitsOf } from './rows.mjs'
import { writeStyleSheets } from './sheet.mjs'

const { values: args } = parseArgs({
  options: { out: { type: 'string' }, set: { type: 'string', default: 'nano' }, size: { type: 'string', default: '64' }, first: { type: 'string', default: 'Infinity' },
    splits: { type: 'string' }, card: { type: 'boolean', default: false } },
})
const size = Number(args.size)
const parted = args.first !== 'Infinity'
const recorded = size === 64 && !parted // parts and other sizes are made from the recorded sets
if (!args.out || !['nano', 'core', 'full'].includes(args.set) || !(size >= 16 && size <= 1024)
  || (parted && (!args.splits || args.set === 'full')) || (args.card && !recorded)) {
  console.error('usage: node build.mjs --out DIR [--set nano|core|full] [--size 64] [--first N --splits DIR] [--card]')
  process.exit(2)
}

const nano = JSON.parse(readFileSync(new URL('nano.json', import.meta.url), 'utf8'))

/** Chosen concepts first and in their order (rank 0…), then, in the larger sets, everything else. */
function concepts() {
  const chosen = chosenConcepts(nano.concepts).map((c, rank) => ({ ...c, rank }))
  if (args.set === 'nano') return chosen
  const known = new Set(chosen.map(c => c.hexcode))
  return [...chosen, ...allConcepts().filter(c => !known.has(c.hexcode)).map(c => ({ ...c, rank: -1 }))]
}

/** {emoji, extras, styles}: the pictures of the set and the styles that they are drawn in. */
async function draw(wanted) {
  const styles = STYLES.filter(s => (args.set !== 'nano' || nano.styles.includes(s.key)) && drawable(s, size)).map(openStyle)
  const emoji = [], extras = []
  for (const style of styles) {
    const { pictures, median } = await drawStyle(style, wanted, size)
    emoji.push(...pictures)
    if (args.set === 'full') extras.push(...(await drawStyle(style, extrasOf(style), size, median)).pictures)
  }
  if (args.set !== 'full') return { emoji, extras, styles }
  const things = [...wanted, ...named(NAMED_STYLES, wanted)]
  const others = [...NAMED_STYLES.map(s => [openStyle(s), things]), ...(await portraitStyles()).map(s => [s, portraits(s)])]
  for (const [style, subjects] of others) extras.push(...(await drawStyle(style, subjects, size)).pictures)
  return { emoji, extras, styles: [...styles, ...others.map(([style]) => style)] }
}

function tally(list) {
  return list.reduce((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {})
}

function describe(styles, pictures, rows) {
  const drawn = tally(rows.map(r => r.style))
  const kinds = tally(pictures.map(p => p.concept.kind ?? 'emoji'))
  const splits = ['train', 'val_pair', 'val_concept', ...(args.set === 'full' ? ['val_iid'] : [])]
  return {
    set: args.set,
    size,
    nano_styles: nano.styles,
    iconic: nano.iconic,
    concepts: new Set(rows.map(r => r.hexcode)).size,
    sources: styles.map(s => ({ style: s.key, word: s.word, package: s.pkg, version: s.version, licence: s.licence, by: s.by, pictures: drawn[s.key] })),
    captions_from: ['emojibase-data', 'emojilib'].map(p => ({ package: p, version: installed(p).version, licence: 'MIT' })),
    kinds: Object.entries(kinds).map(([kind, count]) => ({ kind, pictures: count, weight: WEIGHTS[kind] ?? 1 })),
    splits: Object.fromEntries(splits.map(s => [s, rows.filter(r => r.split === s).length])),
  }
}

mkdirSync(args.out, { recursive: true })
const { emoji, extras, styles } = await draw(concepts().slice(0, Number(args.first)))
const once = new Set(dedupe([...emoji, ...extras]))
const [kept, more] = [emoji, extras].map(part => part.filter(p => once.has(p)))
const rows = rowsOf(kept, more, args.splits && splitsOf(args.splits))
const set = writePack(args.out, rows, size, describe(styles, [...kept, ...more], rows))
await writeStyleSheets(args.out, rows, size)
console.log(`${set.pictures} pictures of ${set.concepts} concepts, ${JSON.stringify(set.splits)}, sha256 ${set.digest}`)
if (args.card) record(set)
else if (recorded) compare(set)
