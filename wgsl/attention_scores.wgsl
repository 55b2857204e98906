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

// Rows past the end read the last one; their scores are dropped.
fn at(image: u32, length: u32, i: u32, head: u32) -> u32 {
    return ((image * length + min(i, length - 1u)) * params.ld + head * params.d) / 4u;
}

fn hidden(image: u32, i: u32, j: u32) -> bool {
    if CAUSAL == 1u && j > params.offset + i {
        return true;
    }
    if MASK == 1u && j < params.L0 {
        return mask[image * params.ldmask + j] == 0.0;
    }
    return false;
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
    // Twice the same loop: a branch inside it would cost more than the products.
    if second {
        for (var c = 0u; c < params.d / 4u; c++) {
            let lo = mat4x4<f32>(k1[k0_at + c], k1[k1_at + c], k1[k2_at + c], k1[k3_at + c]); // one key a vector
            let hi = mat4x4<f32>(k1[k4_at + c], k1[k5_at + c], k1[k6_at + c], k1[k7_at + c]);
            let q0 = q[q0_at + c]; a0 += q0 * lo; b0 += q0 * hi;
            let q1 = q[q1_at + c]; a1 += q1 * lo; b1 += q1 * hi;
            let q2 = q[q2_at + c]; a2 += q2 * lo; b2 += q2 * hi;
            let q3 = q[q3_at + c]; a3 += q3 * lo; b3 += q3 * hi;
            let q4 = q[q4_at + c]; a4 += q4 * lo; b4 += q4 * hi;
            let q5 = q[q5_at + c]; a5 += q5 * lo; b5 += q5 * hi;
            let q6 = q[q6_at + c]; a6 += q6 * lo; b6 += q6 * hi;
            let q7 = q[q7_at + c]; a7 += q7 * lo; b7 += q7 * hi;
        }
    } else {
        for (var c = 0u; c < params.d / 4u; c++) {
            let lo = mat4x4<f32>(k0[k0_at + c], k0[k1_at + c], k0[k2_at + c], k0[k3_at + c]); // one key a vector
            let hi = mat4x4<f32>(k0[k4_at + c], k0[k5_at + c], k0[k6_at + c], k0[k7_at + c]);
            let q0 = q[q0_at + c]; a0 += q0 * lo; b0 += q0 * hi;
            let q1 = q[q1_at + c]; a1 += q1 * lo; b1 += q1 * hi;
            let q2 = q[q2_at + c]; a2 += q2 * lo; b2 += q2 * hi;
            let q3 = q[q3_at + c]; a3 += q3 * lo; b3 += q3 * hi;
            let q4 = q[q4_at + c]; a4 += q4 * lo; b4 += q4 * hi;
            let q5 = q[q5_at + c]; a5 += q5 * lo; b5 += q5 * hi;
            let q6 = q[q6_at + c]; a6 += q6 * lo; b6 += q6 * hi;
            let q7 = q[q7_at + c]; a7 += q7 * lo; b7 += q7 * hi;
        }
    }

    let sums = array<vec4<f32>, 16>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7);
    let scale = inverseSqrt(f32(params.d));
    let begin = select(0u, params.L0, second); // keys are now counted over both segments
    let end = begin + length;
    let last = end == params.L0 + params.L1 && first + 8u >= length; // clears the pads too
    for (var t = 0u; t < 16u; t++) {
        let query = i + t / 2u;
        if query >= params.Lq {
            break;
        }
        let row = (bh * params.Lq + query) * params.lds;
        let scores = sums[t] * scale;
        let from_j = begin + first + t % 2u * 4u;
        for (var k = 0u; k < 4u; k++) {
            let j = from_j + k;
            if j < end {
                s[row + j] = select(scores[k], -1e30, hidden(image, query, j));
            }
        }
        if last && t % 2u == 1u {
            for (var pad = end; pad < params.lds; pad++) {
                s[row + pad] = -1e30;
            }
        }
    }
}
