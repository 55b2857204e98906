// Pack: the set on disk. images.npy is uint8 [N,64,64,3]; line n of index.jsonl describes picture n.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SIZE } from './render.mjs'

/** Writes images.npy, index.jsonl and set.json; returns the digest of pictures and index. */
export function writePack(dir, rows, about) {
  const images = Buffer.concat([npyHeader(rows.length), ...rows.map(r => r.rgb)])
  const index = rows.map(({ rgb, ...row }) => JSON.stringify(row)).join('\n') + '\n'
  const digest = createHash('sha256').update(images).update(index).digest('hex')
  writeFileSync(join(dir, 'images.npy'), images)
  writeFileSync(join(dir, 'index.jsonl'), index)
  writeFileSync(join(dir, 'set.json'), JSON.stringify({ ...about, pictures: rows.length, digest }, null, 1) + '\n')
  return digest
}

// NumPy's format 1.0: magic, version, header length, a Python literal padded so that data starts at 64·k.
function npyHeader(n) {
  const literal = `{'descr': '|u1', 'fortran_order': False, 'shape': (${n}, ${SIZE}, ${SIZE}, 3), }`
  const padded = literal.padEnd(Math.ceil((literal.length + 11) / 64) * 64 - 11) + '\n'
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8])
  return Buffer.concat([head, Buffer.from(padded, 'latin1')])
}
