// The art packages: one entry per drawing style, in the order of the sheets.
import { createRequire } from 'node:module'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

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
  { key: '3d', word: '3d render', noun: '3d render', pkg: '@lobehub/fluent-emoji-3d', licence: 'MIT', raster: true },
  { key: 'silhouette', word: 'silhouette', noun: 'silhouette', pkg: '@iconify-json/fluent-emoji-high-contrast', licence: 'MIT' },
  { key: 'emojione', word: 'emojione', noun: 'emojione', pkg: '@iconify-json/emojione', licence: 'CC-BY-4.0' },
  { key: 'fxemoji', word: 'fxemoji', noun: 'fxemoji', pkg: '@iconify-json/fxemoji', licence: 'Apache-2.0', glued: true,
    wrong: ['up', 'down', 'wave', 'bow', 'fox', 'pistol', 'poundsymbol'] },
  { key: 'streamline', word: 'streamline sticker', noun: 'streamline sticker', pkg: '@iconify-json/streamline-emojis', licence: 'CC-BY-4.0' },
]

/** Folder and version of an installed package. */
export function installed(name) {
  const root = dirname(require.resolve(`${name}/package.json`))
  return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version }
}

/** "smiling face with heart-eyes" → "smiling-face-with-heart-eyes", as icon sets name their files. */
export function slug(label) {
  return label.toLowerCase().replace(/[’'.“”:,!]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** Opens one style; the result maps a concept to its drawing (SVG or WebP bytes) or null. */
export function openStyle(style) {
  const { root, version } = installed(style.pkg)
  const find = style.raster ? rasterFinder(root) : svgFinder(root, style)
  return { ...style, version, find }
}

function rasterFinder(root) {
  // File names carry the emoji variation selector or not, without a rule: drop it on both sides.
  const plain = hex => hex.toLowerCase().replaceAll('-fe0f', '')
  const files = new Map(readdirSync(join(root, 'assets')).map(f => [plain(f.replace(/\.webp$/, '')), f]))
  return concept => {
    const file = files.get(plain(concept.hexcode))
    return file ? readFileSync(join(root, 'assets', file)) : null
  }
}

function svgFinder(root, style) {
  const set = JSON.parse(readFileSync(join(root, 'icons.json'), 'utf8'))
  const chars = existsSync(join(root, 'chars.json')) ? JSON.parse(readFileSync(join(root, 'chars.json'), 'utf8')) : {}
  const wrong = new Set(style.wrong ?? [])
  return concept => {
    const name = style.glued ? slug(concept.label).replaceAll('-', '') : slug(concept.label)
    if (wrong.has(name)) return null
    const byName = icon(set, name)
    const byChar = icon(set, chars[concept.hexcode.toLowerCase().replaceAll('-fe0f', '')])
    const found = byName ?? byChar
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
