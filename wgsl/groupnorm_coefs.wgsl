// coefs[b,0,c] = gain/sqrt(variance + eps), coefs[b,1,c] = bias - mean·coefs[b,0,c],
// then times 1+scale and plus shift of cond[b] (C scales, then C shifts).
// Chunks are joined after Chan, Golub and LeVeque (1979).
// One invocation: one picture and padded channel.
override SCALE_SHIFT: u32 = 0u;

struct Params {
    B: u32, pixels: u32, C: u32, ld: u32, groups: u32,
    chunks: u32, chunkPixels: u32, eps: f32, ldcond: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> moments: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> gain: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read> cond: array<f32>;
@group(0) @binding(5) var<storage, read_write> coefs: array<f32>;

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
    var mean = 0.0;
    var m2 = 0.0;
    var count = 0.0;
    for (var chunk = 0u; chunk < params.chunks; chunk++) {
        let from_px = min(chunk * params.chunkPixels, params.pixels);
        let k = f32((min(from_px + params.chunkPixels, params.pixels) - from_px) * per);
        if k > 0.0 {
            let m = moments[(image * params.chunks + chunk) * params.groups + c / per];
            let delta = m.x - mean;
            let share = k / (count + k);
            mean += delta * share;
            m2 += m.y + delta * delta * count * share;
            count += k;
        }
    }
    var scale = gain[c] / sqrt(m2 / count + params.eps);
    var shift = bias[c] - mean * scale;
    if SCALE_SHIFT == 1u {
        let s = 1.0 + cond[image * params.ldcond + c];
        scale *= s;
        shift = shift * s + cond[image * params.ldcond + params.C + c];
    }
    coefs[at] = scale;
    coefs[at + params.ld] = shift;
}
