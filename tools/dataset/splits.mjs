// Splits: fixed for ever by hashing names, so that a rebuilt or larger set never leaks a held-out picture.
import { createHash } from 'node:crypto'

const PAIR_SHARE = 0.05 // of concept × style pairs, and of portraits
const HELD_CONCEPTS = 45 // whole concepts unseen in any style
const MIN_STYLES = 5 // a pair is only held out where the concept is drawn often enough

/** A number in [0, 1) that depends on the text alone. */
export function fraction(text) {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
}

/** Hexcodes of the held-out concepts: the lowest hashes among the well-drawn ones outside `kept`. */
export function heldConcepts(counts, kept) {
  return new Set([...counts]
    .filter(([hex, n]) => n >= MIN_STYLES && !kept.has(hex))
    .map(([hex]) => hex)
    .sort((a, b) => fraction(`concept ${a}`) - fraction(`concept ${b}`))
    .slice(0, HELD_CONCEPTS))
}

/** The split of one picture: train, val_pair or val_concept. */
export function splitOf(hexcode, styleKey, count, held) {
  if (held.has(hexcode)) return 'val_concept'
  return count >= MIN_STYLES && fraction(`pair ${hexcode} ${styleKey}`) < PAIR_SHARE ? 'val_pair' : 'train'
}

/** The split of one portrait: train or val_iid, another person of the same kind. */
export function portraitSplit(hexcode) {
  return fraction(`iid ${hexcode}`) < PAIR_SHARE ? 'val_iid' : 'train'
}
