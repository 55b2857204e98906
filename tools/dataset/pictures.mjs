// Pictures: every drawing of a style that is wanted, rendered, each only once.
import { createHash } from 'node:crypto'
import { RASTER, draw, extent, fine, place } from './render.mjs'

/** A raster enlarged beyond its own pixels would teach blur. */
export function drawable(style, size) {
  return !style.raster || size <= RASTER
}

/** {pictures, median}: {concept, style, rgb} of all that the style draws, scaled by `median` or its own median extent. */
export async function drawStyle(style, wanted, size, median) {
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
  median ??= extents[extents.length >> 1]
  console.log(`${style.key}: ${drawn.length} drawings, scaled for an extent of ${median?.toFixed(3)}`)
  return { median, pictures: await Promise.all(drawn.map(async d => ({ concept: d.concept, style, rgb: await place(d, median, size) }))) }
}

/** The same bytes under two names (several packages draw a family twice) would leak between splits: the first stays. */
export function dedupe(pictures) {
  const seen = new Set()
  return pictures.filter(({ rgb }) => {
    const digest = createHash('sha256').update(rgb).digest('hex')
    return !seen.has(digest) && seen.add(digest)
  })
}
