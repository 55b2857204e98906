// coefs[b,0,c] = gain/sqrt(variance + eps), coefs[b,1,c] = bias - mean·coefs[b,0,c],
// then times 1+scale and plus shift of cond[b] (C scales, then C shifts).
// Moments are of shares of a group, `share` channels each: below channel `split`
// in moments, from there on in more, the second of two joined tensors.
// They are merged after Chan, Golub and LeVeque (1979), means as what they are
// beyond the first, which keeps the digits that means far from 0 would lose.
// One invocation: one picture and padded channel.
override SCALE_SHIFT: u32 = 0u;

struct Params {
    B: u32, pixels: u32, C: u32, ld: u32, groups: u32,
    chunks: u32, chunkPixels: u32, eps: f32, ldcond: u32, share: u32, split: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> moments: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> more: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read> gain: array<f32>;
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(5) var<storage, read> cond: array<f32>;
@group(0) @binding(6) var<storage, read_write> coefs: array<f32>;

// The moments of one chunk of one share, counted over both tensors.
fn moment(chunk: u32, share: u32) -> vec2<f32> {
    let n0 = params.split / params.share;
    let n1 = params.C / params.share - n0;
    let early = share < n0;
    let at = select(chunk * n1 + share - n0, chunk * n0 + share, early);
    return select(more[select(at, 0u, early)], moments[select(0u, at, early)], early);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let image = index / params.ld;
    let c = index % params.ld;
    if image >= params.B {
        return;
    }
    let at = image * 2u * params.ld + c;
    if c >= params.C {
        coefs[at] = 0.0;
        coefs[at + params.ld] = 0.0;
        return;
    }
    let per = params.C / params.groups;
    let first = c / per * (per / params.share);
    let base = moment(image * params.chunks, first).x;
    var beyond = 0.0;
    var m2 = 0.0;
    var count = 0.0;
    for (var chunk = 0u; chunk < params.chunks; chunk++) {
        let from_px = min(chunk * params.chunkPixels, params.pixels);
        let k = f32((min(from_px + params.chunkPixels, params.pixels) - from_px) * params.share);
        for (var s = first; s < first + per / params.share && k > 0.0; s++) {
            let m = moment(image * params.chunks + chunk, s);
            let delta = m.x - base - beyond;
            let part = k / (count + k);
            beyond += delta * part;
            m2 += m.y + delta * delta * count * part;
            count += k;
        }
    }
    var scale = gain[c] / sqrt(m2 / count + params.eps);
    var shift = bias[c] - (base + beyond) * scale;
    if SCALE_SHIFT == 1u {
        let s = 1.0 + cond[image * params.ldcond + c];
        scale *= s;
        shift = shift * s + cond[image * params.ldcond + params.C + c];
    }
    coefs[at] = scale;
    coefs[at + params.ld] = shift;
}
