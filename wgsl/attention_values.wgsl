// y[b,i,h] = sum over j of p[b,h,i,j]·v[b,j,h], values v0 then v1.
// One invocation: 8 queries × 4 dimensions of one head, four keys at a time.
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
    let quads = params.d / 4u;
    let queries = (params.Lq + 7u) / 8u;
    let quad = index % quads;
    let i = index / quads % queries * 8u;
    let bh = index / quads / queries;
    if bh >= params.B * params.heads {
        return;
    }
    let image = bh / params.heads;
    let c = bh % params.heads * quads + quad;
    let p0_at = probs(bh, i + 0u);
    let p1_at = probs(bh, i + 1u);
    let p2_at = probs(bh, i + 2u);
    let p3_at = probs(bh, i + 3u);
    let p4_at = probs(bh, i + 4u);
    let p5_at = probs(bh, i + 5u);
    let p6_at = probs(bh, i + 6u);
    let p7_at = probs(bh, i + 7u);
    var a0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0);
    let row = params.ld / 4u;
    let begin0 = image * params.L0 * row + c;
    let begin1 = image * params.L1 * row + c;
    let n = params.L0 + params.L1;
    // Blocks of four keys within one segment, one value a vector.
    for (var j = 0u; j + 4u <= params.L0; j += 4u) {
        let from_v = begin0 + j * row;
        let v = mat4x4<f32>(v0[from_v], v0[from_v + row], v0[from_v + 2u * row], v0[from_v + 3u * row]);
        let block = j / 4u;
        a0 += v * p[p0_at + block];
        a1 += v * p[p1_at + block];
        a2 += v * p[p2_at + block];
        a3 += v * p[p3_at + block];
        a4 += v * p[p4_at + block];
        a5 += v * p[p5_at + block];
        a6 += v * p[p6_at + block];
        a7 += v * p[p7_at + block];
    }
    for (var j = (params.L0 + 3u) / 4u * 4u; j + 4u <= n; j += 4u) {
        let from_v = begin1 + (j - params.L0) * row;
        let v = mat4x4<f32>(v1[from_v], v1[from_v + row], v1[from_v + 2u * row], v1[from_v + 3u * row]);
        let block = j / 4u;
        a0 += v * p[p0_at + block];
        a1 += v * p[p1_at + block];
        a2 += v * p[p2_at + block];
        a3 += v * p[p3_at + block];
        a4 += v * p[p4_at + block];
        a5 += v * p[p5_at + block];
        a6 += v * p[p6_at + block];
        a7 += v * p[p7_at + block];
    }
    // The block that straddles the segments and the one that is not full.
    let straddle = params.L0 / 4u;
    let tail = n / 4u;
    var block = select(straddle, tail, params.L0 % 4u == 0u);
    while block <= tail && block * 4u < n {
        let j = block * 4u;
        let v = mat4x4<f32>(value(image, j, c), value(image, j + 1u, c), value(image, j + 2u, c), value(image, j + 3u, c));
        a0 += v * p[p0_at + block];
        a1 += v * p[p1_at + block];
        a2 += v * p[p2_at + block];
        a3 += v * p[p3_at + block];
        a4 += v * p[p4_at + block];
        a5 += v * p[p5_at + block];
        a6 += v * p[p6_at + block];
        a7 += v * p[p7_at + block];
        if block == tail {
            break;
        }
        block = tail;
    }
    let at = (image * params.Lq + i) * (params.ld / 4u) + c;
    y[at] = a0;
    if i + 1u < params.Lq { y[at + 1u * row] = a1; }
    if i + 2u < params.Lq { y[at + 2u * row] = a2; }
    if i + 3u < params.Lq { y[at + 3u * row] = a3; }
    if i + 4u < params.Lq { y[at + 4u * row] = a4; }
    if i + 5u < params.Lq { y[at + 5u * row] = a5; }
    if i + 6u < params.Lq { y[at + 6u * row] = a6; }
    if i + 7u < params.Lq { y[at + 7u * row] = a7; }
}
