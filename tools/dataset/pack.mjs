// Pack: the set on disk. images.npy is uint8 [N,size,size,3]; line n of index.jsonl describes picture n.
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Writes images.npy, index.jsonl and set.json; returns what set.json says. `digest` is of pictures and index, `index` of the latter alone. */
export function writePack(dir, rows, size, about) {
  const hash = createHash('sha256')
  const file = openSync(join(dir, 'images.npy'), 'w')
  for (const part of [npyHeader(rows.length, size), ...rows.map(r => r.rgb)]) {
    hash.update(part)
    writeSync(file, part)
  }
  closeSync(file)
  const index = rows.map(({ rgb, ...row }) => JSON.stringify(row)).join('\n') + '\n'
  const set = { ...about, pictures: rows.length, digest: hash.update(index).digest('hex'), index: createHash('sha256').update(index).digest('hex') }
  writeFileSync(join(dir, 'index.jsonl'), index)
  writeFileSync(join(dir, 'set.json'), JSON.stringify(set, null, 1) + '\n')
  return set
}

// NumPy's format 1.0: magic, version, header length, a Python literal padded so that data starts at 64·k.
function npyHeader(n, size) {
  const literal = `{'descr': '|u1', 'fortran_order': False, 'shape': (${n}, ${size}, ${size}, 3), }`
  const padded = literal.padEnd(Math.ceil((literal.length + 11) / 64) * 64 - 11) + '\n'
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8])
  return Buffer.concat([head, Buffer.from(padded, 'latin1')])
}
