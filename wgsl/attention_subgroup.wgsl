// y[b,i,h] = sum over j of softmax_j(q[b,i,h]·k[b,j,h]/sqrt(d))·v[b,j,h] in one
// pass, as attention_flash, but without workgroup memory: lane l of a subgroup
// loads key and value l mod 8 of a block of eight, and broadcasts give them to
// all. It needs subgroups of 8 lanes or more; d is at most 64.
// One invocation: one query of one head; a workgroup stays within one head.
struct Params {
    B: u32, heads: u32, Lq: u32, L0: u32, L1: u32,
    d: u32, ld: u32, offset: u32, ldmask: u32, causal: u32, masked: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> k0: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k1: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v0: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> v1: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> mask: array<f32>;
@group(0) @binding(7) var<storage, read_write> y: array<vec4<f32>>;

fn key(second: bool, at: u32) -> vec4<f32> {
    if second {
        return k1[at];
    }
    return k0[at];
}

fn value(second: bool, at: u32) -> vec4<f32> {
    if second {
        return v1[at];
    }
    return v0[at];
}

// Products of x with the keys of lanes 0 to 3, and of lanes 4 to 7.
fn low(x: vec4<f32>, k: vec4<f32>) -> vec4<f32> {
    return vec4<f32>(dot(x, subgroupBroadcast(k, 0u)), dot(x, subgroupBroadcast(k, 1u)),
        dot(x, subgroupBroadcast(k, 2u)), dot(x, subgroupBroadcast(k, 3u)));
}

fn high(x: vec4<f32>, k: vec4<f32>) -> vec4<f32> {
    return vec4<f32>(dot(x, subgroupBroadcast(k, 4u)), dot(x, subgroupBroadcast(k, 5u)),
        dot(x, subgroupBroadcast(k, 6u)), dot(x, subgroupBroadcast(k, 7u)));
}

// The values of eight lanes, weighed.
fn weigh(v: vec4<f32>, lo: vec4<f32>, hi: vec4<f32>) -> vec4<f32> {
    return lo.x * subgroupBroadcast(v, 0u) + lo.y * subgroupBroadcast(v, 1u)
        + lo.z * subgroupBroadcast(v, 2u) + lo.w * subgroupBroadcast(v, 3u)
        + hi.x * subgroupBroadcast(v, 4u) + hi.y * subgroupBroadcast(v, 5u)
        + hi.z * subgroupBroadcast(v, 6u) + hi.w * subgroupBroadcast(v, 7u);
}

// Hidden keys count -1e30, so that a row of them gives equal weights; keys past
// the end count less and weigh nothing.
fn visible(s: vec4<f32>, image: u32, i: u32, first: u32) -> vec4<f32> {
    let j = vec4<u32>(first, first + 1u, first + 2u, first + 3u);
    var hidden = vec4<bool>(false);
    if params.causal == 1u {
        hidden = j > vec4<u32>(params.offset + i);
    }
    if params.masked == 1u {
        let at = vec4<u32>(image * params.ldmask) + min(j, vec4<u32>(params.L0 - 1u));
        let zero = vec4<f32>(mask[at.x], mask[at.y], mask[at.z], mask[at.w]) == vec4<f32>(0.0);
        hidden = hidden | (zero & (j < vec4<u32>(params.L0)));
    }
    let scores = select(s, vec4<f32>(-1e30), hidden);
    return select(scores, vec4<f32>(-3e38), j >= vec4<u32>(params.L0 + params.L1));
}

fn largest(v: vec4<f32>) -> f32 {
    return max(max(v.x, v.y), max(v.z, v.w));
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) own: u32, @builtin(workgroup_id) tile: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = tile.x + tile.y * groups.x;
    let blocks = (params.Lq + 63u) / 64u;
    let image = index / blocks / params.heads;
    let head = index / blocks % params.heads;
    if image >= params.B {
        return;
    }
    let query = index % blocks * 64u + lane;
    let quads = params.d / 4u;
    let row = params.ld / 4u;
    let mine = (image * params.Lq + min(query, params.Lq - 1u)) * row + head * quads; // past the end the last one
    let scale = inverseSqrt(f32(params.d));
    let n = params.L0 + params.L1;
    var top = -3e38;
    var sum = 0.0;
    var a0 = vec4<f32>(0.0); var a1 = vec4<f32>(0.0); var a2 = vec4<f32>(0.0); var a3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var a5 = vec4<f32>(0.0); var a6 = vec4<f32>(0.0); var a7 = vec4<f32>(0.0);
    var a8 = vec4<f32>(0.0); var a9 = vec4<f32>(0.0); var a10 = vec4<f32>(0.0); var a11 = vec4<f32>(0.0);
    var a12 = vec4<f32>(0.0); var a13 = vec4<f32>(0.0); var a14 = vec4<f32>(0.0); var a15 = vec4<f32>(0.0);
    for (var first = 0u; first < n; first += 8u) {
        let j = min(first + own % 8u, n - 1u);
        let second = j >= params.L0;
        let at = select(image * params.L0 + j, image * params.L1 + j - params.L0, second) * row + head * quads;
        var lo = vec4<f32>(0.0);
        var hi = vec4<f32>(0.0);
        for (var c = 0u; c < quads; c++) {
            let x = q[mine + c];
            let k = key(second, at + c);
            lo += low(x, k);
            hi += high(x, k);
        }
        lo = visible(lo * scale, image, query, first);
        hi = visible(hi * scale, image, query, first + 4u);
        let next = max(top, max(largest(lo), largest(hi)));
        let shrink = exp(top - next);
        top = next;
        lo = exp(lo - next);
        hi = exp(hi - next);
        sum = sum * shrink + dot(lo + hi, vec4<f32>(1.0));
        // Named sums: an array would leave the registers.
        if quads > 0u { a0 = a0 * shrink + weigh(value(second, at + 0u), lo, hi); }
        if quads > 1u { a1 = a1 * shrink + weigh(value(second, at + 1u), lo, hi); }
        if quads > 2u { a2 = a2 * shrink + weigh(value(second, at + 2u), lo, hi); }
        if quads > 3u { a3 = a3 * shrink + weigh(value(second, at + 3u), lo, hi); }
        if quads > 4u { a4 = a4 * shrink + weigh(value(second, at + 4u), lo, hi); }
        if quads > 5u { a5 = a5 * shrink + weigh(value(second, at + 5u), lo, hi); }
        if quads > 6u { a6 = a6 * shrink + weigh(value(second, at + 6u), lo, hi); }
        if quads > 7u { a7 = a7 * shrink + weigh(value(second, at + 7u), lo, hi); }
        if quads > 8u { a8 = a8 * shrink + weigh(value(second, at + 8u), lo, hi); }
        if quads > 9u { a9 = a9 * shrink + weigh(value(second, at + 9u), lo, hi); }
        if quads > 10u { a10 = a10 * shrink + weigh(value(second, at + 10u), lo, hi); }
        if quads > 11u { a11 = a11 * shrink + weigh(value(second, at + 11u), lo, hi); }
        if quads > 12u { a12 = a12 * shrink + weigh(value(second, at + 12u), lo, hi); }
        if quads > 13u { a13 = a13 * shrink + weigh(value(second, at + 13u), lo, hi); }
        if quads > 14u { a14 = a14 * shrink + weigh(value(second, at + 14u), lo, hi); }
        if quads > 15u { a15 = a15 * shrink + weigh(value(second, at + 15u), lo, hi); }
    }
    if query >= params.Lq {
        return;
    }
    let sums = array<vec4<f32>, 16>(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    for (var c = 0u; c < quads; c++) {
        y[mine + c] = sums[c] / sum;
    }
}
