// Render: a drawing becomes square RGB on white, with the median drawing of its style filling FILL of the frame.
import sharp from 'sharp'

const FINE = 256 // drawn large first, so that thin strokes are averaged instead of missed
export const RASTER = 256 // pixels of the raster styles' own drawings
const FILL = 0.9
const MAX_FILL = 0.97

/** Pixels a side at which drawings of `size` pixels are first rendered. */
export function fine(size) {
  return Math.max(FINE, 2 * size)
}

/** Draws at high×high with alpha: {data RGBA, high, box of the visible part}. Throws where the SVG is broken. */
export async function draw(bytes, raster, high) {
  const source = raster ? sharp(bytes) : sharp(bytes, { density: await density(bytes, high) })
  const { data } = await source
    .resize(high, high, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const box = visible(data, high)
  if (!box) throw new Error('render: nothing is visible')
  return { data, high, box }
}

// librsvg draws at 72 dpi; ask for at least `high` pixels so that sharp only ever shrinks.
async function density(bytes, high) {
  const { width } = await sharp(bytes).metadata()
  return Math.min(10 * high, Math.ceil(72 * high / width))
}

function visible(rgba, high) {
  let [x0, y0, x1, y1] = [high, high, -1, -1]
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < high; x++) {
      if (rgba[4 * (y * high + x) + 3] < 16) continue
      x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y)
    }
  }
  return x1 < 0 ? null : { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }
}

/** How much of the frame a box fills along its longer side. */
export function extent({ box, high }) {
  return Math.max(box.width, box.height) / high
}

/** Places the visible part in the middle of a white frame; `median` is the style's median extent. */
export async function place({ data, high, box }, median, size) {
  const scale = Math.min(FILL / median, MAX_FILL / extent({ box, high })) * size / high
  const width = Math.max(1, Math.round(box.width * scale))
  const height = Math.max(1, Math.round(box.height * scale))
  // Flattening first is the same as premultiplied resampling: no dark fringe from hidden colours.
  const small = await sharp(data, { raw: { width: high, height: high, channels: 4 } })
    .flatten({ background: '#fff' }).extract(box).toColourspace('srgb').raw().toBuffer()
  const [left, top] = [Math.floor((size - width) / 2), Math.floor((size - height) / 2)]
  return sharp(small, { raw: { width: box.width, height: box.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'mitchell' })
    .extend({ left, top, right: size - width - left, bottom: size - height - top, background: '#fff' })
    .removeAlpha().raw().toBuffer()
}
