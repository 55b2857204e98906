// The art packages: one entry per drawing style, in the order of the sheets.
import { createRequire } from 'node:module'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * key: folder-safe name. word: what captions call the style. noun: "a {noun} of a fox".
 * wrong: names whose drawing is not what the name says (found on the contact sheets).
 */
export const STYLES = [
  { key: 'noto', word: 'noto', noun: 'noto emoji', pkg: '@iconify-json/noto', licence: 'Apache-2.0' },
  { key: 'blob', word: 'blob', noun: 'blob emoji', pkg: '@iconify-json/noto-v1', licence: 'Apache-2.0' },
  { key: 'twemoji', word: 'twemoji', noun: 'twemoji', pkg: '@iconify-json/twemoji', licence: 'CC-BY-4.0' },
  { key: 'flat', word: 'flat', noun: 'flat icon', pkg: '@iconify-json/fluent-emoji-flat', licence: 'MIT' },
  { key: '3d', word: '3d render', noun: '3d render', pkg: '@lobehub/fluent-emoji-3d', licence: 'MIT', raster: true,
    by: 'Fluent Emoji by Microsoft Corporation, https://github.com/microsoft/fluentui-emoji' },
  { key: 'silhouette', word: 'silhouette', noun: 'silhouette', pkg: '@iconify-json/fluent-emoji-high-contrast', licence: 'MIT' },
  { key: 'emojione', word: 'emojione', noun: 'emojione', pkg: '@iconify-json/emojione', licence: 'CC-BY-4.0' },
  { key: 'fxemoji', word: 'fxemoji', noun: 'fxemoji', pkg: '@iconify-json/fxemoji', licence: 'Apache-2.0', glued: true,
    wrong: ['up', 'down', 'wave', 'bow', 'fox', 'pistol', 'poundsymbol'] },
  { key: 'streamline', word: 'streamline sticker', noun: 'streamline sticker', pkg: '@iconify-json/streamline-emojis', licence: 'CC-BY-4.0' },
]

/** Styles whose drawings have names of their own; named.json says what they show, and leaves out logos and what nobody could name. */
export const NAMED_STYLES = [
  { key: 'badge', word: 'round badge', noun: 'round badge', pkg: '@iconify-json/streamline-kameleon-color', licence: 'CC-BY-4.0', list: 'badge', suffix: '' },
  { key: 'blue-badge', word: 'blue badge', noun: 'blue badge', pkg: '@iconify-json/streamline-kameleon-color', licence: 'CC-BY-4.0', list: 'badge', suffix: '-duo' },
  { key: 'icons8', word: 'icons8', noun: 'icons8 icon', article: 'an', pkg: '@iconify-json/flat-color-icons', licence: 'MIT', list: 'icons8', suffix: '' },
]

const NAMED = JSON.parse(readFileSync(new URL('named.json', import.meta.url), 'utf8'))

/** Folder and version of an installed package. */
export function installed(name) {
  // Not by require.resolve: some packages do not export their package.json.
  const root = require.resolve.paths(name).map(folder => join(folder, name)).find(existsSync)
  if (!root) throw new Error(`packages: ${name} is not installed; run npm ci`)
  return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version }
}

/** "smiling face with heart-eyes" → "smiling-face-with-heart-eyes", as icon sets name their files. */
export function slug(label) {
  return label.toLowerCase().replace(/[’'.“”:,!]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** Opens one style; the result maps a concept to its drawing (SVG or WebP bytes) or null. */
export function openStyle(style) {
  const { root, version } = installed(style.pkg)
  const find = style.list ? namedFinder(root, style) : style.raster ? rasterFinder(root) : svgFinder(root, style)
  return { ...style, version, by: style.by ?? author(root), find }
}

// Whom to thank: icon sets say it beside their drawings.
function author(root) {
  const { name, author } = read(root, 'info.json')
  return `${name} by ${author.name}, ${author.url}`
}

function read(root, file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'))
}

/** The labels of what a named style draws. */
export function labelsOf(style) {
  return Object.values(NAMED[style.list])
}

function namedFinder(root, style) {
  const set = read(root, 'icons.json')
  const drawings = new Map(Object.entries(NAMED[style.list]).map(([name, label]) => [label, name + style.suffix]))
  return concept => {
    const found = icon(set, drawings.get(concept.label))
    return found ? Buffer.from(svg(set, found)) : null
  }
}

function rasterFinder(root) {
  // File names carry the emoji variation selector or not, without a rule: drop it on both sides.
  const plain = hex => hex.toLowerCase().replaceAll('-fe0f', '')
  const files = new Map(readdirSync(join(root, 'assets')).map(f => [plain(f.replace(/\.webp$/, '')), f]))
  return concept => {
    const file = files.get(plain(concept.art ?? concept.hexcode))
    return file ? readFileSync(join(root, 'assets', file)) : null
  }
}

function svgFinder(root, style) {
  const set = read(root, 'icons.json')
  const chars = existsSync(join(root, 'chars.json')) ? read(root, 'chars.json') : {}
  const wrong = new Set(style.wrong ?? [])
  return concept => {
    const name = slug(concept.drawn ?? concept.label)
    const glued = style.glued ? name.replaceAll('-', '') : name
    if (wrong.has(glued)) return null
    const found = icon(set, glued) ?? icon(set, chars[concept.hexcode.toLowerCase().replaceAll('-fe0f', '')])
      ?? (concept.national ? icon(set, name.replace(/^flag-/, 'flag-for-')) : null)
    return found ? Buffer.from(svg(set, found)) : null
  }
}

function icon(set, name) {
  if (!name) return null
  if (set.icons[name]) return set.icons[name]
  const alias = set.aliases?.[name]
  // Aliases that turn or mirror their parent are other drawings; none of the concepts needs them.
  return alias && !alias.rotate && !alias.hFlip && !alias.vFlip ? icon(set, alias.parent) : null
}

function svg(set, { body, width = set.width ?? 16, height = set.height ?? 16, left = 0, top = 0 }) {
  const coloured = body.replaceAll('currentColor', '#000')
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">${coloured}</svg>`
}
