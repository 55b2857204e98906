// Extras: what the full set shows beyond the core set's emoji, each of a kind.
import { describer, emojiOfGroup, plain } from './concepts.mjs'
import { labelsOf, slug } from './packages.mjs'

/** How often training draws a picture of each kind, next to 1 for the others: five tones of a hand weigh as much as one hand. */
export const WEIGHTS = { flag: 0.25, clock: 0.25, tone: 0.2, portrait: 0.4 }

const FLAGLESS = new Set(['silhouette']) // outlines with nothing in them
const NATIONLESS = new Set(['3d']) // another vendor's art, not the style's
const WANTS_THE = /^(bahamas|comoros|gambia|maldives|netherlands|philippines|united )|(islands?|republic|territories|territory)$/

/** The extras that a style of emoji may draw. */
export function extrasOf(style) {
  const wanted = FLAGLESS.has(style.key) ? [] : flags().filter(f => !f.national || !NATIONLESS.has(style.key))
  return [...wanted, ...clocks(), ...tonesOf(style)]
}

// Files of the 3d set that are called medium-light are medium, and the reverse, but for technologists and couples.
const SWAPPED = { '1F3FC': '1F3FD', '1F3FD': '1F3FC' }
const RIGHT = /1F4BB|1F91D|1F46[BCD]|1F48F|1F491|2764/
// Tones of a style that are in no order at all.
const MIXED = { '3d': ['person mountain biking'], flat: ['person taking bath'] }

/** The tones that a style draws as they are called, with `art` where its file is called otherwise. */
export function tonesOf(style) {
  const told = toned().filter(t => !MIXED[style.key]?.some(name => t.drawn.startsWith(`${name}:`)))
  if (style.key !== '3d') return told
  return told.map(t => RIGHT.test(t.base) ? t : { ...t, art: t.hexcode.replace(/1F3F[CD]/g, tone => SWAPPED[tone]) })
}

/** Flags of countries and regions, and the few others. */
function flags() {
  const describe = describer()
  return emojiOfGroup('flags').map(e => {
    const country = plain(e.label).match(/^flag: (.*)$/)?.[1]
    const named = country && { label: `flag of ${WANTS_THE.test(country) ? 'the ' : ''}${country}`, also: [`${country} flag`] }
    return { ...describe(e), ...named, drawn: e.label, national: Boolean(country), rank: -1, kind: 'flag' }
  })
}

/** The clock faces of the full and half hours. */
function clocks() {
  const describe = describer()
  return emojiOfGroup('travel-places').filter(e => /o’clock$|-thirty$/.test(e.label)).map(e => {
    const clock = describe(e)
    return { ...clock, label: `clock showing ${clock.label}`, keywords: [clock.label, ...clock.keywords], drawn: e.label, rank: -1, kind: 'clock' }
  })
}

/** People and hands in each of the five skin tones; the two-toned couples are left out. */
function toned() {
  const describe = describer()
  return emojiOfGroup('people-body').flatMap(e => (e.skins ?? []).filter(s => typeof s.tone === 'number').map(s => {
    const tone = plain(s.label.match(/(light|medium-light|medium|medium-dark|dark) skin tone/)[0])
    return { ...describe(e), hexcode: s.hexcode, base: e.hexcode, label: tinted(plain(e.label), tone), drawn: s.label, rank: -1, kind: 'tone' }
  }))
}

// "man: beard" → "man with beard and dark skin tone", "woman: bald" → "bald woman with dark skin tone".
function tinted(label, tone) {
  const told = label.replace(/^(\w+): bald$/, 'bald $1').replace(/^(man|woman|person): /, '$1 with ')
  return `${told} ${told.includes(' with ') ? 'and' : 'with'} ${tone}`
}

/** Things that a style draws under names of its own, for those that no emoji in `known` is called. */
export function named(styles, known) {
  const labels = new Set(styles.flatMap(labelsOf))
  const emoji = new Set(known.map(c => c.label))
  return [...labels].filter(label => !emoji.has(label))
    .map(label => ({ hexcode: `named-${slug(label)}`, label, also: [], keywords: [], group: 'named', subgroup: '', rank: -1, kind: 'named' }))
}
