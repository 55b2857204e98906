// Orders of axes and distances between tensors.

// planar turns pictures [B, H, W, C] into [B, C, H, W]; other shapes stay.
export function planar({ shape, data }) {
  if (shape.length !== 4) return { shape, data };
  const [b, h, w, c] = shape, out = new data.constructor(data.length);
  for (let n = 0, at = 0; n < b; n++) {
    for (let p = 0; p < h * w; p++) {
      for (let ch = 0; ch < c; ch++, at++) out[(n * c + ch) * h * w + p] = data[at];
    }
  }
  return { shape: [b, c, h, w], data: out };
}

// interleaved is the inverse; shape is that of the result.
export function interleaved(shape, data) {
  if (shape.length !== 4) return data;
  const [b, h, w, c] = shape, out = new data.constructor(data.length);
  for (let n = 0, at = 0; n < b; n++) {
    for (let p = 0; p < h * w; p++) {
      for (let ch = 0; ch < c; ch++, at++) out[at] = data[(n * c + ch) * h * w + p];
    }
  }
  return out;
}

// distance is the largest difference relative to the largest value of ours.
export function distance(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${theirs.length} values instead of ${ours.length}`);
  let worst = 0, scale = 0;
  for (let i = 0; i < ours.length; i++) {
    const d = Math.abs(ours[i] - theirs[i]);
    worst = d <= worst ? worst : d; // a NaN stays
    scale = Math.max(scale, Math.abs(ours[i]));
  }
  return worst / scale;
}
