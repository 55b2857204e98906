// p = softmax of each row of n scores, 0 in the pads. The maximum is subtracted,
// so that no exponential overflows. One invocation: one row.
struct Params { rows: u32, n: u32, ld: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> s: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> p: array<vec4<f32>>;

// Scores of four columns from n on; those past the end are most negative.
fn scores(at: u32, n: u32) -> vec4<f32> {
    return select(s[at + n / 4u], vec4<f32>(-3e38), vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.n));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    if index >= params.rows {
        return;
    }
    let at = index * (params.ld / 4u);
    var tops = vec4<f32>(-3e38);
    for (var n = 0u; n < params.n; n += 4u) {
        tops = max(tops, scores(at, n));
    }
    let top = max(max(tops.x, tops.y), max(tops.z, tops.w));
    var sums = vec4<f32>(0.0);
    for (var n = 0u; n < params.n; n += 4u) {
        let past = vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.n);
        let e = select(exp(scores(at, n) - top), vec4<f32>(0.0), past);
        sums += e;
        p[at + n / 4u] = e;
    }
    let inverse = 1.0 / (sums.x + sums.y + sums.z + sums.w);
    for (var n = 0u; n < params.n; n += 4u) {
        p[at + n / 4u] *= inverse;
    }
    for (var n = (params.n + 3u) / 4u; n < params.ld / 4u; n++) {
        p[at + n] = vec4<f32>(0.0);
    }
}
