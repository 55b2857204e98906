// Builds the captioned sticker set: node build.mjs --out DIR [--set nano|core] [--size 64] [--first N --splits DIR]
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { captionsOf } from './captions.mjs'
import { allConcepts, chosenConcepts } from './concepts.mjs'
import { writePack } from './pack.mjs'
import { STYLES, installed, openStyle } from './packages.mjs'
import { RASTER, draw, extent, fine, place } from './render.mjs'
import { writeStyleSheets } from './sheet.mjs'
import { heldConcepts, splitOf } from './splits.mjs'

const { values: args } = parseArgs({
  options: { out: { type: 'string' }, set: { type: 'string', default: 'nano' }, size: { type: 'string', default: '64' }, first: { type: 'string', default: 'Infinity' },
    splits: { type: 'string' } },
})
const size = Number(args.size)
if (!args.out || (args.first !== 'Infinity' && !args.splits) || !['nano', 'core'].includes(args.set) || !(size >= 16 && size <= 1024)) {
  console.error('usage: node build.mjs --out DIR [--set nano|core] [--size 64] [--first N --splits DIR]')
  process.exit(2)
}

const nano = JSON.parse(readFileSync(new URL('nano.json', import.meta.url), 'utf8'))

/** Chosen concepts first and in their order (rank 0…), then, in the core set, everything else. */
function concepts() {
  const chosen = chosenConcepts(nano.concepts).map((c, rank) => ({ ...c, rank }))
  if (args.set === 'nano') return chosen
  const known = new Set(chosen.map(c => c.hexcode))
  return [...chosen, ...allConcepts().filter(c => !known.has(c.hexcode)).map(c => ({ ...c, rank: -1 }))]
}

// A raster enlarged beyond its own pixels would teach blur.
function drawable(style) {
  return !style.raster || size <= RASTER
}

async function drawStyle(style, wanted) {
  const drawn = []
  for (const concept of wanted) {
    const bytes = style.find(concept)
    if (!bytes) continue
    try {
      drawn.push({ concept, style, ...await draw(bytes, style.raster, fine(size)) })
    } catch (error) {
      console.error(`skipped ${style.key} ${concept.label}: ${error.message}`)
    }
  }
  const extents = drawn.map(extent).sort((a, b) => a - b)
  const median = extents[extents.length >> 1]
  console.log(`${style.key}: ${drawn.length} drawings, median extent ${median.toFixed(3)}`)
  return Promise.all(drawn.map(async d => ({ concept: d.concept, style, rgb: await place(d, median, size) })))
}

// The same bytes under two names (several packages draw a family twice) would leak between splits.
function dedupe(pictures) {
  const seen = new Set()
  return pictures.filter(({ rgb }) => {
    const digest = createHash('sha256').update(rgb).digest('hex')
    return !seen.has(digest) && seen.add(digest)
  })
}

// A part of a set knows too few styles to tell which pictures are held out: it takes the splits of the whole one.
function splitsOf(folder) {
  const lines = readFileSync(join(folder, 'index.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line))
  const splits = new Map(lines.map(r => [`${r.hexcode} ${r.style}`, r.split]))
  return (concept, style) => splits.get(`${concept.hexcode} ${style.key}`) ?? 'unknown'
}

const known = args.splits ? splitsOf(args.splits) : () => undefined

function rowsOf(pictures, kept) {
  const counts = new Map()
  for (const { concept } of pictures) counts.set(concept.hexcode, (counts.get(concept.hexcode) ?? 0) + 1)
  const held = heldConcepts(counts, kept)
  return pictures.map(({ concept, style, rgb }) => ({
    concept: concept.label, hexcode: concept.hexcode, rank: concept.rank, group: concept.group, subgroup: concept.subgroup,
    style: style.key, word: style.word, licence: style.licence, source: `${style.pkg}@${style.version}`,
    split: known(concept, style) ?? splitOf(concept.hexcode, style.key, counts.get(concept.hexcode), held),
    captions: captionsOf(concept, style), rgb,
  }))
}

mkdirSync(args.out, { recursive: true })
const wanted = concepts().slice(0, Number(args.first))
const styles = STYLES.filter(s => (args.set === 'core' || nano.styles.includes(s.key)) && drawable(s)).map(openStyle)
const pictures = []
for (const style of styles) pictures.push(...await drawStyle(style, wanted))
const rows = rowsOf(dedupe(pictures), new Set(wanted.filter(c => c.rank >= 0).map(c => c.hexcode)))
const about = {
  set: args.set,
  size,
  nano_styles: nano.styles,
  iconic: nano.iconic,
  concepts: new Set(rows.map(r => r.hexcode)).size,
  sources: styles.map(s => ({ style: s.key, word: s.word, package: s.pkg, version: s.version, licence: s.licence })),
  captions_from: ['emojibase-data', 'emojilib'].map(p => ({ package: p, version: installed(p).version, licence: 'MIT' })),
  splits: Object.fromEntries(['train', 'val_pair', 'val_concept'].map(s => [s, rows.filter(r => r.split === s).length])),
}
const digest = writePack(args.out, rows, size, about)
await writeStyleSheets(args.out, rows, size)
console.log(`${rows.length} pictures of ${about.concepts} concepts, ${JSON.stringify(about.splits)}, sha256 ${digest}`)
