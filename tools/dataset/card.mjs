// Card: sets.json records what the sets hold; the tables of DATA_CARD.md are written from it.
import { readFileSync, writeFileSync } from 'node:fs'

const RECORD = new URL('sets.json', import.meta.url)
const CARD = new URL('DATA_CARD.md', import.meta.url)
const MARKS = name => [`<!-- ${name}: written by build.mjs --card -->\n`, `<!-- end of ${name} -->`]

const read = () => JSON.parse(readFileSync(RECORD, 'utf8'))

/** Throws where a set is not the recorded one: checkpoints and the card speak of that. Pixels may differ by rounding from machine to machine. */
export function compare(set) {
  const wanted = read()[set.set]
  const differ = Object.keys(set).filter(key => key !== 'digest' && JSON.stringify(set[key]) !== JSON.stringify(wanted[key]))
  if (differ.length) throw new Error(`card: this ${set.set} set is not the one in sets.json (${differ.join(', ')} differ); a changed set wants a new name, or --card to record it`)
}

/** Records a set and writes the card's tables anew. */
export function record(set) {
  const sets = { ...read(), [set.set]: set }
  writeFileSync(RECORD, JSON.stringify(sets, null, 1) + '\n')
  writeFileSync(CARD, withTables(readFileSync(CARD, 'utf8'), sets))
}

/** The card's text with its tables made from the recorded sets. */
export function withTables(text, sets) {
  return Object.entries(tables(sets)).reduce((card, [name, lines]) => {
    const [begin, end] = MARKS(name)
    const [from, to] = [card.indexOf(begin), card.indexOf(end)]
    if (from < 0 || to < 0) throw new Error(`card: DATA_CARD.md has lost the mark of its table ${name}`)
    return card.slice(0, from) + begin + lines.join('\n') + '\n' + card.slice(to)
  }, text)
}

function tables({ nano, core, full }) {
  return {
    sets: table(['set', 'pictures', 'concepts', ...Object.keys(full.splits)],
      [nano, core, full].map(s => [s.set, s.pictures, s.concepts, ...Object.keys(full.splits).map(split => s.splits[split] ?? 0)])),
    kinds: table(['kind', 'pictures', 'weight'], full.kinds.map(k => [k.kind, k.pictures, k.weight])),
    sources: table(['style', 'words', 'pictures', 'package', 'version', 'licence', 'art'],
      full.sources.map(s => [s.style, s.word, s.pictures, s.package, s.version, s.licence, s.by])),
    captions: table(['package', 'version', 'licence'], full.captions_from.map(s => [s.package, s.version, s.licence])),
  }
}

function table(heads, rows) {
  const line = cells => `| ${cells.map(c => typeof c === 'number' ? c.toLocaleString('en') : c).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)]
}
