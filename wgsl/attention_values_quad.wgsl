// attention_values for processors that load slowly and swap registers fast, as
// winograd_multiply_quad: the four invocations of a quad share 32 queries × 16
// dimensions of one head, 16 × 8 each. Neighbours in x load half of their common 16
// queries' weights and swap; neighbours in y load half of their common 8 dimensions.
struct Params { B: u32, heads: u32, Lq: u32, L0: u32, L1: u32, d: u32, ld: u32, lds: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> p: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v0: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> v1: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

// Value j counted over both segments; past the end 0.
fn value(image: u32, j: u32, c: u32) -> vec4<f32> {
    if j < params.L0 {
        return v0[(image * params.L0 + j) * (params.ld / 4u) + c];
    }
    if j < params.L0 + params.L1 {
        return v1[(image * params.L1 + j - params.L0) * (params.ld / 4u) + c];
    }
    return vec4<f32>(0.0);
}

// Queries past the end read the last one; their sums are dropped.
fn probs(bh: u32, i: u32) -> u32 {
    return (bh * params.Lq + min(i, params.Lq - 1u)) * (params.lds / 4u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let right = index % 2u;
    let below = index / 2u % 2u;
    let quads = params.d / 4u;
    let across = (params.d + 15u) / 16u;
    let queries = (params.Lq + 31u) / 32u;
    let quad = index / 4u % across * 4u + right * 2u; // of the first of 8 dimensions
    let i = index / 4u / across % queries * 32u + below * 16u;
    let past = index / 4u / across / queries >= params.B * params.heads;
    let bh = select(index / 4u / across / queries, 0u, past); // nobody leaves before the swaps
    let image = bh / params.heads;
    let head = bh % params.heads * quads;
    let c = head + min(quad + below, quads - 1u);
    let own = i + right * 8u;
    let p0_at = probs(bh, own + 0u);
    let p1_at = probs(bh, own + 1u);
    let p2_at = probs(bh, own + 2u);
    let p3_at = probs(bh, own + 3u);
    let p4_at = probs(bh, own + 4u);
    let p5_at = probs(bh, own + 5u);
    let p6_at = probs(bh, own + 6u);
    let p7_at = probs(bh, own + 7u);
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
    let row = params.ld / 4u;
    let begin0 = image * params.L0 * row + c;
    let begin1 = image * params.L1 * row + c;
    let n = params.L0 + params.L1;
    // Blocks of four keys within one segment, one value a vector.
    for (var j = 0u; j + 4u <= params.L0; j += 4u) {
        let from_v = begin0 + j * row;
        let mine = mat4x4<f32>(v0[from_v], v0[from_v + row], v0[from_v + 2u * row], v0[from_v + 3u * row]);
        let block = j / 4u;
        let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
        let x0 = p[p0_at + block]; a0 += mine * x0; b0 += other * x0;
        let x1 = p[p1_at + block]; a1 += mine * x1; b1 += other * x1;
        let x2 = p[p2_at + block]; a2 += mine * x2; b2 += other * x2;
        let x3 = p[p3_at + block]; a3 += mine * x3; b3 += other * x3;
        let x4 = p[p4_at + block]; a4 += mine * x4; b4 += other * x4;
        let x5 = p[p5_at + block]; a5 += mine * x5; b5 += other * x5;
        let x6 = p[p6_at + block]; a6 += mine * x6; b6 += other * x6;
        let x7 = p[p7_at + block]; a7 += mine * x7; b7 += other * x7;
        let x8 = quadSwapX(x0); a8 += mine * x8; b8 += other * x8;
        let x9 = quadSwapX(x1); a9 += mine * x9; b9 += other * x9;
        let x10 = quadSwapX(x2); a10 += mine * x10; b10 += other * x10;
        let x11 = quadSwapX(x3); a11 += mine * x11; b11 += other * x11;
        let x12 = quadSwapX(x4); a12 += mine * x12; b12 += other * x12;
        let x13 = quadSwapX(x5); a13 += mine * x13; b13 += other * x13;
        let x14 = quadSwapX(x6); a14 += mine * x14; b14 += other * x14;
        let x15 = quadSwapX(x7); a15 += mine * x15; b15 += other * x15;
    }
    for (var j = (params.L0 + 3u) / 4u * 4u; j + 4u <= n; j += 4u) {
        let from_v = begin1 + (j - params.L0) * row;
        let mine = mat4x4<f32>(v1[from_v], v1[from_v + row], v1[from_v + 2u * row], v1[from_v + 3u * row]);
        let block = j / 4u;
        let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
        let x0 = p[p0_at + block]; a0 += mine * x0; b0 += other * x0;
        let x1 = p[p1_at + block]; a1 += mine * x1; b1 += other * x1;
        let x2 = p[p2_at + block]; a2 += mine * x2; b2 += other * x2;
        let x3 = p[p3_at + block]; a3 += mine * x3; b3 += other * x3;
        let x4 = p[p4_at + block]; a4 += mine * x4; b4 += other * x4;
        let x5 = p[p5_at + block]; a5 += mine * x5; b5 += other * x5;
        let x6 = p[p6_at + block]; a6 += mine * x6; b6 += other * x6;
        let x7 = p[p7_at + block]; a7 += mine * x7; b7 += other * x7;
        let x8 = quadSwapX(x0); a8 += mine * x8; b8 += other * x8;
        let x9 = quadSwapX(x1); a9 += mine * x9; b9 += other * x9;
        let x10 = quadSwapX(x2); a10 += mine * x10; b10 += other * x10;
        let x11 = quadSwapX(x3); a11 += mine * x11; b11 += other * x11;
        let x12 = quadSwapX(x4); a12 += mine * x12; b12 += other * x12;
        let x13 = quadSwapX(x5); a13 += mine * x13; b13 += other * x13;
        let x14 = quadSwapX(x6); a14 += mine * x14; b14 += other * x14;
        let x15 = quadSwapX(x7); a15 += mine * x15; b15 += other * x15;
    }
    // The block that straddles the segments and the one that is not full.
    let straddle = params.L0 / 4u;
    let tail = n / 4u;
    var block = select(straddle, tail, params.L0 % 4u == 0u);
    while block <= tail && block * 4u < n {
        let j = block * 4u;
        let mine = mat4x4<f32>(value(image, j, c), value(image, j + 1u, c), value(image, j + 2u, c), value(image, j + 3u, c));
        let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
        let x0 = p[p0_at + block]; a0 += mine * x0; b0 += other * x0;
        let x1 = p[p1_at + block]; a1 += mine * x1; b1 += other * x1;
        let x2 = p[p2_at + block]; a2 += mine * x2; b2 += other * x2;
        let x3 = p[p3_at + block]; a3 += mine * x3; b3 += other * x3;
        let x4 = p[p4_at + block]; a4 += mine * x4; b4 += other * x4;
        let x5 = p[p5_at + block]; a5 += mine * x5; b5 += other * x5;
        let x6 = p[p6_at + block]; a6 += mine * x6; b6 += other * x6;
        let x7 = p[p7_at + block]; a7 += mine * x7; b7 += other * x7;
        let x8 = quadSwapX(x0); a8 += mine * x8; b8 += other * x8;
        let x9 = quadSwapX(x1); a9 += mine * x9; b9 += other * x9;
        let x10 = quadSwapX(x2); a10 += mine * x10; b10 += other * x10;
        let x11 = quadSwapX(x3); a11 += mine * x11; b11 += other * x11;
        let x12 = quadSwapX(x4); a12 += mine * x12; b12 += other * x12;
        let x13 = quadSwapX(x5); a13 += mine * x13; b13 += other * x13;
        let x14 = quadSwapX(x6); a14 += mine * x14; b14 += other * x14;
        let x15 = quadSwapX(x7); a15 += mine * x15; b15 += other * x15;
        if block == tail {
            break;
        }
        block = tail;
    }
    if past {
        return;
    }

    let sums = array<vec4<f32>, 32>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7,
        a8, b8, a9, b9, a10, b10, a11, b11,
        a12, b12, a13, b13, a14, b14, a15, b15);
    for (var t = 0u; t < 32u; t++) {
        let query = i + ((t / 2u) ^ (right * 8u));
        let own_quad = quad + ((t % 2u) ^ below);
        if query < params.Lq && own_quad < quads {
            y[(image * params.Lq + query) * row + head + own_quad] = sums[t];
        }
    }
}
