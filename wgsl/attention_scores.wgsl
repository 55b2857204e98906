// s[b,h,i,j] = q[b,i,h]·k[b,j,h]/sqrt(d), -1e30 where the key is hidden. Keys are
// k0 then k1; a mask covers k0; pads of a row are -1e30.
// One invocation: 8 queries × 8 keys of one segment of one head.
override CAUSAL: u32 = 0u;
override MASK: u32 = 0u;

struct Params {
    B: u32, heads: u32, Lq: u32, L0: u32, L1: u32,
    d: u32, ld: u32, lds: u32, offset: u32, ldmask: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> k0: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k1: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> mask: array<f32>;
@group(0) @binding(5) var<storage, read_write> s: array<f32>;

// Queries and keys past the end read the last one; their scores are dropped.
fn at(image: u32, length: u32, i: u32, head: u32) -> u32 {
    return ((image * length + min(i, length - 1u)) * params.ld + head * params.d) / 4u;
}

// Writes the score of one query and one key, j being counted over both segments.
fn put(image: u32, row: u32, i: u32, j: u32, score: f32) {
    var v = score * inverseSqrt(f32(params.d));
    if CAUSAL == 1u && j > params.offset + i {
        v = -1e30;
    }
    if MASK == 1u && j < params.L0 {
        if mask[image * params.ldmask + j] == 0.0 {
            v = -1e30;
        }
    }
    s[row * params.lds + j] = v;
}

fn put8(image: u32, bh: u32, i: u32, j: u32, end: u32, lo: vec4<f32>, hi: vec4<f32>) {
    if i >= params.Lq {
        return;
    }
    let row = bh * params.Lq + i;
    put(image, row, i, j, lo.x);
    if j + 1u < end { put(image, row, i, j + 1u, lo.y); }
    if j + 2u < end { put(image, row, i, j + 2u, lo.z); }
    if j + 3u < end { put(image, row, i, j + 3u, lo.w); }
    if j + 4u < end { put(image, row, i, j + 4u, hi.x); }
    if j + 5u < end { put(image, row, i, j + 5u, hi.y); }
    if j + 6u < end { put(image, row, i, j + 6u, hi.z); }
    if j + 7u < end { put(image, row, i, j + 7u, hi.w); }
    if end == params.L0 + params.L1 && j + 8u >= end {
        for (var pad = end; pad < params.lds; pad++) {
            s[row * params.lds + pad] = -1e30;
        }
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let tiles0 = (params.L0 + 7u) / 8u;
    let tiles = tiles0 + (params.L1 + 7u) / 8u;
    let queries = (params.Lq + 7u) / 8u;
    let tile = index % tiles;
    let i = index / tiles % queries * 8u;
    let bh = index / tiles / queries;
    if bh >= params.B * params.heads {
        return;
    }
    let image = bh / params.heads;
    let head = bh % params.heads;
    let second = tile >= tiles0; // tiles do not straddle the segments
    let first = select(tile, tile - tiles0, second) * 8u;
    let length = select(params.L0, params.L1, second);
    let q0_at = at(image, params.Lq, i + 0u, head);
    let q1_at = at(image, params.Lq, i + 1u, head);
    let q2_at = at(image, params.Lq, i + 2u, head);
    let q3_at = at(image, params.Lq, i + 3u, head);
    let q4_at = at(image, params.Lq, i + 4u, head);
    let q5_at = at(image, params.Lq, i + 5u, head);
    let q6_at = at(image, params.Lq, i + 6u, head);
    let q7_at = at(image, params.Lq, i + 7u, head);
    let k0_at = at(image, length, first + 0u, head);
    let k1_at = at(image, length, first + 1u, head);
    let k2_at = at(image, length, first + 2u, head);
    let k3_at = at(image, length, first + 3u, head);
    let k4_at = at(image, length, first + 4u, head);
    let k5_at = at(image, length, first + 5u, head);
    let k6_at = at(image, length, first + 6u, head);
    let k7_at = at(image, length, first + 7u, head);
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);
    for (var c = 0u; c < params.d / 4u; c++) {
        var lo: mat4x4<f32>; // keys first..first+3, one a vector
        var hi: mat4x4<f32>;
        if second {
            lo = mat4x4<f32>(k1[k0_at + c], k1[k1_at + c], k1[k2_at + c], k1[k3_at + c]);
            hi = mat4x4<f32>(k1[k4_at + c], k1[k5_at + c], k1[k6_at + c], k1[k7_at + c]);
        } else {
            lo = mat4x4<f32>(k0[k0_at + c], k0[k1_at + c], k0[k2_at + c], k0[k3_at + c]);
            hi = mat4x4<f32>(k0[k4_at + c], k0[k5_at + c], k0[k6_at + c], k0[k7_at + c]);
        }
        let q0 = q[q0_at + c]; a0 += q0 * lo; b0 += q0 * hi;
        let q1 = q[q1_at + c]; a1 += q1 * lo; b1 += q1 * hi;
        let q2 = q[q2_at + c]; a2 += q2 * lo; b2 += q2 * hi;
        let q3 = q[q3_at + c]; a3 += q3 * lo; b3 += q3 * hi;
        let q4 = q[q4_at + c]; a4 += q4 * lo; b4 += q4 * hi;
        let q5 = q[q5_at + c]; a5 += q5 * lo; b5 += q5 * hi;
        let q6 = q[q6_at + c]; a6 += q6 * lo; b6 += q6 * hi;
        let q7 = q[q7_at + c]; a7 += q7 * lo; b7 += q7 * hi;
    }
    let j = first + select(0u, params.L0, second);
    let end = length + select(0u, params.L0, second);
    put8(image, bh, i + 0u, j, end, a0, b0);
    put8(image, bh, i + 1u, j, end, a1, b1);
    put8(image, bh, i + 2u, j, end, a2, b2);
    put8(image, bh, i + 3u, j, end, a3, b3);
    put8(image, bh, i + 4u, j, end, a4, b4);
    put8(image, bh, i + 5u, j, end, a5, b5);
    put8(image, bh, i + 6u, j, end, a6, b6);
    put8(image, bh, i + 7u, j, end, a7, b7);
}
