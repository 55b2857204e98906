// attention_scores for processors that load slowly and swap registers fast, as
// winograd_multiply_quad: the four invocations of a quad share 32 queries × 16 keys
// of one segment of one head, 16 × 8 each. Neighbours in x load half of their common
// 16 queries and swap; neighbours in y load half of their common 8 keys and swap.
diagnostic(off, subgroup_uniformity); // a quad stays within one segment

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
    let right = index % 2u;
    let below = index / 2u % 2u;
    let tiles0 = (params.L0 + 15u) / 16u;
    let tiles = tiles0 + (params.L1 + 15u) / 16u;
    let queries = (params.Lq + 31u) / 32u;
    let tile = index / 4u % tiles;
    let i = index / 4u / tiles % queries * 32u + below * 16u;
    let bh = index / 4u / tiles / queries;
    if bh >= params.B * params.heads { // whole quads
        return;
    }
    let image = bh / params.heads;
    let head = bh % params.heads;
    let second = tile >= tiles0; // tiles do not straddle the segments
    let first = select(tile, tile - tiles0, second) * 16u + right * 8u;
    let length = select(params.L0, params.L1, second);
    let own = i + right * 8u;
    let half = first + below * 4u;
    let q0_at = at(image, params.Lq, own + 0u, head);
    let q1_at = at(image, params.Lq, own + 1u, head);
    let q2_at = at(image, params.Lq, own + 2u, head);
    let q3_at = at(image, params.Lq, own + 3u, head);
    let q4_at = at(image, params.Lq, own + 4u, head);
    let q5_at = at(image, params.Lq, own + 5u, head);
    let q6_at = at(image, params.Lq, own + 6u, head);
    let q7_at = at(image, params.Lq, own + 7u, head);
    let k0_at = at(image, length, half + 0u, head);
    let k1_at = at(image, length, half + 1u, head);
    let k2_at = at(image, length, half + 2u, head);
    let k3_at = at(image, length, half + 3u, head);
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);
    var a8 = vec4<f32>(0.0); var b8 = vec4<f32>(0.0);
    var a9 = vec4<f32>(0.0); var b9 = vec4<f32>(0.0);
    var a10 = vec4<f32>(0.0); var b10 = vec4<f32>(0.0);
    var a11 = vec4<f32>(0.0); var b11 = vec4<f32>(0.0);
    var a12 = vec4<f32>(0.0); var b12 = vec4<f32>(0.0);
    var a13 = vec4<f32>(0.0); var b13 = vec4<f32>(0.0);
    var a14 = vec4<f32>(0.0); var b14 = vec4<f32>(0.0);
    var a15 = vec4<f32>(0.0); var b15 = vec4<f32>(0.0);
    // Twice the same loop: a branch inside it would cost more than the products.
    if second {
        for (var c = 0u; c < params.d / 4u; c++) {
            let mine = mat4x4<f32>(k1[k0_at + c], k1[k1_at + c], k1[k2_at + c], k1[k3_at + c]); // one key a vector
            let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
            let q0 = q[q0_at + c]; a0 += q0 * mine; b0 += q0 * other;
            let q1 = q[q1_at + c]; a1 += q1 * mine; b1 += q1 * other;
            let q2 = q[q2_at + c]; a2 += q2 * mine; b2 += q2 * other;
            let q3 = q[q3_at + c]; a3 += q3 * mine; b3 += q3 * other;
            let q4 = q[q4_at + c]; a4 += q4 * mine; b4 += q4 * other;
            let q5 = q[q5_at + c]; a5 += q5 * mine; b5 += q5 * other;
            let q6 = q[q6_at + c]; a6 += q6 * mine; b6 += q6 * other;
            let q7 = q[q7_at + c]; a7 += q7 * mine; b7 += q7 * other;
            let q8 = quadSwapX(q0); a8 += q8 * mine; b8 += q8 * other;
            let q9 = quadSwapX(q1); a9 += q9 * mine; b9 += q9 * other;
            let q10 = quadSwapX(q2); a10 += q10 * mine; b10 += q10 * other;
            let q11 = quadSwapX(q3); a11 += q11 * mine; b11 += q11 * other;
            let q12 = quadSwapX(q4); a12 += q12 * mine; b12 += q12 * other;
            let q13 = quadSwapX(q5); a13 += q13 * mine; b13 += q13 * other;
            let q14 = quadSwapX(q6); a14 += q14 * mine; b14 += q14 * other;
            let q15 = quadSwapX(q7); a15 += q15 * mine; b15 += q15 * other;
        }
    } else {
        for (var c = 0u; c < params.d / 4u; c++) {
            let mine = mat4x4<f32>(k0[k0_at + c], k0[k1_at + c], k0[k2_at + c], k0[k3_at + c]); // one key a vector
            let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
            let q0 = q[q0_at + c]; a0 += q0 * mine; b0 += q0 * other;
            let q1 = q[q1_at + c]; a1 += q1 * mine; b1 += q1 * other;
            let q2 = q[q2_at + c]; a2 += q2 * mine; b2 += q2 * other;
            let q3 = q[q3_at + c]; a3 += q3 * mine; b3 += q3 * other;
            let q4 = q[q4_at + c]; a4 += q4 * mine; b4 += q4 * other;
            let q5 = q[q5_at + c]; a5 += q5 * mine; b5 += q5 * other;
            let q6 = q[q6_at + c]; a6 += q6 * mine; b6 += q6 * other;
            let q7 = q[q7_at + c]; a7 += q7 * mine; b7 += q7 * other;
            let q8 = quadSwapX(q0); a8 += q8 * mine; b8 += q8 * other;
            let q9 = quadSwapX(q1); a9 += q9 * mine; b9 += q9 * other;
            let q10 = quadSwapX(q2); a10 += q10 * mine; b10 += q10 * other;
            let q11 = quadSwapX(q3); a11 += q11 * mine; b11 += q11 * other;
            let q12 = quadSwapX(q4); a12 += q12 * mine; b12 += q12 * other;
            let q13 = quadSwapX(q5); a13 += q13 * mine; b13 += q13 * other;
            let q14 = quadSwapX(q6); a14 += q14 * mine; b14 += q14 * other;
            let q15 = quadSwapX(q7); a15 += q15 * mine; b15 += q15 * other;
        }
    }

    let sums = array<vec4<f32>, 32>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7,
        a8, b8, a9, b9, a10, b10, a11, b11,
        a12, b12, a13, b13, a14, b14, a15, b15);
    let scale = inverseSqrt(f32(params.d));
    let begin = select(0u, params.L0, second); // keys are now counted over both segments
    let end = begin + length;
    let last = end == params.L0 + params.L1 && first < length && first + 8u >= length; // clears the pads too
    for (var t = 0u; t < 32u; t++) {
        let query = i + ((t / 2u) ^ (right * 8u));
        if query >= params.Lq {
            continue;
        }
        let row = (bh * params.Lq + query) * params.lds;
        let scores = sums[t] * scale;
        let from_j = begin + first + ((t % 2u) ^ below) * 4u;
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
