// y[b,i,h] = sum over j of softmax_j(q[b,i,h]·k[b,j,h]/sqrt(d))·v[b,j,h], for GPUs:
// one pass over the keys that never stores their scores (Dao et al. 2022). Keys
// and values are segment 0, then 1; a mask covers segment 0; d is at most 64.
// One workgroup: 32 queries of one head, 16 keys at a time. Invocation (tq, tk)
// holds the scores of queries 4·tq.. and keys tk, tk + 8, and of the result the
// same queries and the quads tk, tk + 8; four queries make a vector.
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

const stride = 17u; // quads a row takes: one more than there are, to spread the banks
var<workgroup> qs: array<vec4<f32>, 544>; // [32 queries, stride]
var<workgroup> kv: array<vec4<f32>, 272>; // [16 keys, stride], first keys, then values
var<workgroup> ps: array<vec4<f32>, 128>; // [16 keys, 8 vectors of four queries]
var<workgroup> shares: array<vec4<f32>, 64>; // [8 vectors of four queries, 8 lanes]

// Queries past the end read the last one; their sums are dropped.
fn load_queries(lane: u32, image: u32, head: u32, first: u32) {
    let quads = params.d / 4u;
    for (var i = lane; i < 32u * quads; i += 64u) {
        let row = image * params.Lq + min(first + i / quads, params.Lq - 1u);
        qs[i / quads * stride + i % quads] = q[row * (params.ld / 4u) + head * quads + i % quads] * inverseSqrt(f32(params.d));
    }
}

// Address of key j within its segment; those past the end read the last one.
fn source(image: u32, head: u32, j: u32, c: u32) -> u32 {
    let at = min(j, params.L0 + params.L1 - 1u);
    let row = select(image * params.L1 + at - params.L0, image * params.L0 + at, at < params.L0);
    return row * (params.ld / 4u) + head * (params.d / 4u) + c;
}

fn load_keys(lane: u32, image: u32, head: u32, first: u32) {
    let quads = params.d / 4u;
    for (var i = lane; i < 16u * quads; i += 64u) {
        let j = first + i / quads;
        let from_at = source(image, head, j, i % quads);
        if min(j, params.L0 + params.L1 - 1u) < params.L0 {
            kv[i / quads * stride + i % quads] = k0[from_at];
        } else {
            kv[i / quads * stride + i % quads] = k1[from_at];
        }
    }
}

fn load_values(lane: u32, image: u32, head: u32, first: u32) {
    let quads = params.d / 4u;
    for (var i = lane; i < 16u * quads; i += 64u) {
        let j = first + i / quads;
        let from_at = source(image, head, j, i % quads);
        if min(j, params.L0 + params.L1 - 1u) < params.L0 {
            kv[i / quads * stride + i % quads] = v0[from_at];
        } else {
            kv[i / quads * stride + i % quads] = v1[from_at];
        }
    }
}

// Hidden keys count -1e30, so that a row of them gives equal weights; keys past
// the end count less and weigh nothing.
fn visible(s: vec4<f32>, image: u32, i: u32, j: u32) -> vec4<f32> {
    if j >= params.L0 + params.L1 {
        return vec4<f32>(-3e38);
    }
    var hidden = vec4<bool>(false);
    if params.causal == 1u {
        hidden = vec4<u32>(j) > vec4<u32>(i, i + 1u, i + 2u, i + 3u) + params.offset;
    }
    if params.masked == 1u && j < params.L0 {
        hidden = hidden | vec4<bool>(mask[image * params.ldmask + j] == 0.0);
    }
    return select(s, vec4<f32>(-1e30), hidden);
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) tile: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = tile.x + tile.y * groups.x;
    let blocks = (params.Lq + 31u) / 32u;
    let image = index / blocks / params.heads;
    let head = index / blocks % params.heads;
    let first = index % blocks * 32u;
    if image >= params.B {
        return;
    }
    let tq = lane / 8u;
    let tk = lane % 8u;
    let quads = params.d / 4u;
    let own0 = min(tk, quads - 1u);
    let own1 = min(tk + 8u, quads - 1u);
    var top = vec4<f32>(-3e38);
    var sum = vec4<f32>(0.0); // over this invocation's keys
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    load_queries(lane, image, head, first);
    for (var j = 0u; j < params.L0 + params.L1; j += 16u) {
        workgroupBarrier();
        load_keys(lane, image, head, j);
        workgroupBarrier();
        var s = vec4<f32>(0.0);
        var t = vec4<f32>(0.0);
        let row = tq * 4u * stride;
        for (var c = 0u; c < quads; c++) {
            let m = mat4x4<f32>(qs[row + c], qs[row + stride + c], qs[row + 2u * stride + c], qs[row + 3u * stride + c]);
            s += kv[tk * stride + c] * m;
            t += kv[(tk + 8u) * stride + c] * m;
        }
        s = visible(s, image, first + tq * 4u, j + tk);
        t = visible(t, image, first + tq * 4u, j + tk + 8u);
        shares[lane] = max(s, t);
        workgroupBarrier();
        var next = top;
        for (var i = 0u; i < 8u; i++) {
            next = max(next, shares[tq * 8u + i]);
        }
        let shrink = exp(top - next);
        s = exp(s - next);
        t = exp(t - next);
        top = next;
        sum = sum * shrink + s + t;
        ps[tk * 8u + tq] = s;
        ps[(tk + 8u) * 8u + tq] = t;
        load_values(lane, image, head, j);
        workgroupBarrier();
        a0 *= shrink.x; b0 *= shrink.x;
        a1 *= shrink.y; b1 *= shrink.y;
        a2 *= shrink.z; b2 *= shrink.z;
        a3 *= shrink.w; b3 *= shrink.w;
        for (var i = 0u; i < 16u; i++) {
            let p = ps[i * 8u + tq];
            let u = kv[i * stride + own0];
            let v = kv[i * stride + own1];
            a0 += p.x * u; b0 += p.x * v;
            a1 += p.y * u; b1 += p.y * v;
            a2 += p.z * u; b2 += p.z * v;
            a3 += p.w * u; b3 += p.w * v;
        }
    }
    workgroupBarrier();
    shares[lane] = sum;
    workgroupBarrier();
    var total = vec4<f32>(0.0);
    for (var i = 0u; i < 8u; i++) {
        total += shares[tq * 8u + i];
    }
    let results = array<vec4<f32>, 8>(a0, b0, a1, b1, a2, b2, a3, b3);
    for (var i = 0u; i < 8u; i++) {
        let query = first + tq * 4u + i / 2u;
        let c = tk + i % 2u * 8u;
        if query < params.Lq && c < quads {
            y[(image * params.Lq + query) * (params.ld / 4u) + head * quads + c] = results[i] / total[i / 2u];
        }
    }
}
