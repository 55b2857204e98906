// p = softmax of each row of n scores, 0 in the pads, for GPUs. The maximum is
// subtracted, so that no exponential overflows. One workgroup: one row.
struct Params { rows: u32, n: u32, ld: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> s: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> p: array<vec4<f32>>;

var<workgroup> shares: array<f32, 64>;

fn pads(n: u32) -> vec4<bool> {
    return vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.n);
}

// The largest of all lanes' values.
fn largest(lane: u32, v: f32) -> f32 {
    shares[lane] = v;
    for (var span = 32u; span > 0u; span /= 2u) {
        workgroupBarrier();
        if lane < span {
            shares[lane] = max(shares[lane], shares[lane + span]);
        }
    }
    workgroupBarrier();
    let all = shares[0];
    workgroupBarrier();
    return all;
}

// total: the sum of all lanes' values.
fn total(lane: u32, v: f32) -> f32 {
    shares[lane] = v;
    for (var span = 32u; span > 0u; span /= 2u) {
        workgroupBarrier();
        if lane < span {
            shares[lane] += shares[lane + span];
        }
    }
    workgroupBarrier();
    let all = shares[0];
    workgroupBarrier();
    return all;
}
// end total

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) tile: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = tile.x + tile.y * groups.x;
    if index >= params.rows {
        return;
    }
    let at = index * (params.ld / 4u);
    var tops = vec4<f32>(-3e38);
    for (var n = lane * 4u; n < params.n; n += 256u) {
        tops = max(tops, select(s[at + n / 4u], vec4<f32>(-3e38), pads(n)));
    }
    let top = largest(lane, max(max(tops.x, tops.y), max(tops.z, tops.w)));
    var sums = vec4<f32>(0.0);
    for (var n = lane * 4u; n < params.ld; n += 256u) { // from n on: the pads
        let e = select(exp(s[at + n / 4u] - top), vec4<f32>(0.0), pads(n));
        sums += e;
        p[at + n / 4u] = e;
    }
    let inverse = 1.0 / total(lane, sums.x + sums.y + sums.z + sums.w);
    for (var n = lane * 4u; n < params.n; n += 256u) {
        p[at + n / 4u] *= inverse;
    }
}
