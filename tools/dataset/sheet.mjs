// Sheet: a contact sheet of raw pictures, to be looked at before any training.
import { join } from 'node:path'
import sharp from 'sharp'

/** Writes `pictures` (raw RGB buffers of size×size or null for a gap), `columns` a row, as one PNG. */
export async function writeSheet(path, pictures, size, columns) {
  const rows = Math.ceil(pictures.length / columns)
  const width = columns * size
  const canvas = Buffer.alloc(width * rows * size * 3, 235)
  pictures.forEach((picture, i) => {
    if (!picture) return
    const [x, y] = [(i % columns) * size, Math.floor(i / columns) * size]
    for (let line = 0; line < size; line++) {
      picture.copy(canvas, ((y + line) * width + x) * 3, line * size * 3, (line + 1) * size * 3)
    }
  })
  await sharp(canvas, { raw: { width, height: rows * size, channels: 3 } }).png({ palette: false }).toFile(path)
}

/** One sheet per style, in the order of the rows; large pictures are left to other viewers. */
export async function writeStyleSheets(dir, rows, size) {
  if (size > 64) return
  for (const style of new Set(rows.map(r => r.style))) {
    await writeSheet(join(dir, `sheet_${style}.png`), rows.filter(r => r.style === style).map(r => r.rgb), size, 24)
  }
}
