// Sheet: a contact sheet of raw 64×64 pictures, to be looked at before any training.
import { join } from 'node:path'
import sharp from 'sharp'
import { SIZE } from './render.mjs'

/** Writes `pictures` (raw RGB buffers or null for a gap), `columns` a row, as one PNG. */
export async function writeSheet(path, pictures, columns) {
  const rows = Math.ceil(pictures.length / columns)
  const width = columns * SIZE
  const canvas = Buffer.alloc(width * rows * SIZE * 3, 235)
  pictures.forEach((picture, i) => {
    if (!picture) return
    const [x, y] = [(i % columns) * SIZE, Math.floor(i / columns) * SIZE]
    for (let line = 0; line < SIZE; line++) {
      picture.copy(canvas, ((y + line) * width + x) * 3, line * SIZE * 3, (line + 1) * SIZE * 3)
    }
  })
  await sharp(canvas, { raw: { width, height: rows * SIZE, channels: 3 } }).png({ palette: false }).toFile(path)
}

/** One sheet per style, in the order of the rows. */
export async function writeStyleSheets(dir, rows) {
  for (const style of new Set(rows.map(r => r.style))) {
    await writeSheet(join(dir, `sheet_${style}.png`), rows.filter(r => r.style === style).map(r => r.rgb), 24)
  }
}
