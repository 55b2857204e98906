// Portraits: drawn people made from parts chosen here, so that their captions are true; portraits.json lists the parts.
import { createAvatar } from '@dicebear/core'
import { readFileSync } from 'node:fs'
import { installed } from './packages.mjs'
import { fraction } from './splits.mjs'

const LICENCES = { 'CC0 1.0': 'CC0-1.0', 'CC BY 4.0': 'CC-BY-4.0' }
const SAME = 4 // people of one description
const KINDS = JSON.parse(readFileSync(new URL('portraits.json', import.meta.url), 'utf8'))

/** The styles of portraits, as the others in packages.mjs, each with the recipe of its people. */
export async function portraitStyles() {
  return Promise.all(Object.entries(KINDS).map(([name, recipe]) => openPortraits(name, recipe)))
}

async function openPortraits(name, recipe) {
  const pkg = `@dicebear/${name}`
  const drawer = await import(pkg)
  const { title, creator, source, license } = drawer.meta
  const licence = LICENCES[license.name]
  if (!licence) throw new Error(`portraits: ${pkg} is under ${license.name}; leave it out`)
  const { word, article } = recipe
  return { key: name, word, noun: word, article, pkg, version: installed(pkg).version, licence, by: `${title} by ${creator}, ${source}`, recipe, drawer,
    find: someone => Buffer.from(someone.draw()) }
}

/** The people of one style with a `draw()` each, few of them alike; the same ones in every build. */
export function portraits({ key, recipe, drawer }) {
  const people = [], alike = new Map()
  for (let n = 0; people.length < recipe.count && n < 20 * recipe.count; n++) {
    const { label, said, options } = person(recipe, `portrait ${key} ${n}`)
    alike.set(label, (alike.get(label) ?? 0) + 1)
    if (alike.get(label) > SAME) continue
    people.push({
      hexcode: `portrait-${key}-${n}`, label, also: retold(recipe, label, said), keywords: said.map(bare),
      group: 'portraits', subgroup: key, rank: -1, kind: 'portrait',
      draw: () => createAvatar(drawer, { ...absent(drawer), ...options, seed: `${key} ${n}` }).toString(),
    })
  }
  return people
}

/** One person: the options of the drawing and the phrases that they make true. */
export function person(recipe, seed) {
  const pick = (list, what) => list[Math.floor(fraction(`${seed} ${what}`) * list.length)]
  const options = Object.fromEntries(Object.entries(recipe.fixed ?? {}).map(([k, list]) => [k, [pick(list, k)]]))
  const colour = {}
  for (const [option, names] of Object.entries(recipe.colours)) {
    const code = pick(Object.keys(names), option)
    options[option] = [code]
    colour[option] = names[code]
  }
  const found = chosenParts(recipe, seed, pick)
  const hidden = new Set(found.flatMap(({ phrase }) => recipe.hides?.[phrase] ?? []))
  for (const { set } of found) Object.assign(options, shown(set, pick))
  const name = text => text.replace(/\{(\w+)\}/g, (_, option) => colour[option]).replace(/\ba (?=[aeio])/g, 'an ')
  const said = found.filter(({ part, phrase }) => phrase && !hidden.has(part)).map(({ phrase }) => name(phrase))
  return { label: `${name(recipe.subject ?? 'person')} with ${listed(said)}`, said, options }
}

function chosenParts(recipe, seed, pick) {
  return Object.entries(recipe.parts).map(([part, { odds = 1, choices, else: otherwise = {} }]) => {
    if (fraction(`${seed} ${part} odds`) >= odds) return { part, phrase: '', set: otherwise }
    const [phrase, set] = pick(Object.entries(choices), part)
    return { part, phrase, set }
  })
}

function shown(set, pick) {
  return Object.fromEntries(Object.entries(set).flatMap(([option, values]) => [[option, [pick(values, option)]], [`${option}Probability`, 100]]))
}

// What nobody chose must not turn up in the picture.
function absent(drawer) {
  const options = Object.keys(drawer.schema.properties).filter(option => option.endsWith('Probability'))
  return Object.fromEntries(options.map(option => [option, 0]))
}

/** ["a", "b", "c"] → "a, b and c". */
export function listed(phrases) {
  return phrases.length < 2 ? phrases.join() : `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)}`
}

// The same person with the parts in other orders.
function retold(recipe, label, said) {
  const subject = label.slice(0, label.indexOf(' with '))
  return [said.slice(1).concat(said[0]), [...said].reverse()].map(order => `${subject} with ${listed(order)}`)
}

function bare(phrase) {
  return phrase.replace(/^(a|an|its) /, '')
}
