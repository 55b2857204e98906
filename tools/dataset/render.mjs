// Render: a drawing becomes 64×64 RGB on white, with the median drawing of its style filling FILL of the frame.
import sharp from 'sharp'

export const SIZE = 64
const HIGH = 256 // drawn large first, so that thin strokes are averaged instead of missed
const FILL = 0.9
const MAX_FILL = 0.97

/** Draws at HIGH×HIGH with alpha: {data RGBA, box of the visible part}. Throws where the SVG is broken. */
export async function draw(bytes, raster) {
  const source = raster ? sharp(bytes) : sharp(bytes, { density: await density(bytes) })
  const { data } = await source
    .resize(HIGH, HIGH, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const box = visible(data)
  if (!box) throw new Error('render: nothing is visible')
  return { data, box }
}

// librsvg draws at 72 dpi; ask for at least HIGH pixels so that sharp only ever shrinks.
async function density(bytes) {
  const { width } = await sharp(bytes).metadata()
  return Math.min(2400, Math.ceil(72 * HIGH / width))
}

function visible(rgba) {
  let [x0, y0, x1, y1] = [HIGH, HIGH, -1, -1]
  for (let y = 0; y < HIGH; y++) {
    for (let x = 0; x < HIGH; x++) {
      if (rgba[4 * (y * HIGH + x) + 3] < 16) continue
      x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y)
    }
  }
  return x1 < 0 ? null : { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 }
}

/** How much of the frame a box fills along its longer side. */
export function extent(box) {
  return Math.max(box.width, box.height) / HIGH
}

/** Places the visible part in the middle of a white frame; `median` is the style's median extent. */
export async function place({ data, box }, median) {
  const scale = Math.min(FILL / median, MAX_FILL / extent(box)) * SIZE / HIGH
  const width = Math.max(1, Math.round(box.width * scale))
  const height = Math.max(1, Math.round(box.height * scale))
  // Flattening first is the same as premultiplied resampling: no dark fringe from hidden colours.
  const small = await sharp(data, { raw: { width: HIGH, height: HIGH, channels: 4 } })
    .flatten({ background: '#fff' }).extract(box).toColourspace('srgb').raw().toBuffer()
  const [left, top] = [Math.floor((SIZE - width) / 2), Math.floor((SIZE - height) / 2)]
  return sharp(small, { raw: { width: box.width, height: box.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'mitchell' })
    .extend({ left, top, right: SIZE - width - left, bottom: SIZE - height - top, background: '#fff' })
    .removeAlpha().raw().toBuffer()
}
