// y = (x - mean) / sqrt(variance + eps)·gain + bias over the C channels of a row,
// for GPUs. Sums are taken of differences from the row's first value, then of
// squares about the mean, so that a large mean cancels nothing.
// One workgroup: one row.
struct Params { rows: u32, C: u32, ld: u32, eps: f32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> gain: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

var<workgroup> shares: array<f32, 64>;

fn pads(c: u32) -> vec4<bool> {
    return vec4<u32>(c, c + 1u, c + 2u, c + 3u) >= vec4<u32>(params.C);
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
    let first = x[at].x;
    let count = f32(params.C);
    var sums = vec4<f32>(0.0);
    for (var c = lane * 4u; c < params.C; c += 256u) {
        sums += select(x[at + c / 4u] - first, vec4<f32>(0.0), pads(c));
    }
    let mean = total(lane, sums.x + sums.y + sums.z + sums.w) / count; // less first
    var squares = vec4<f32>(0.0);
    for (var c = lane * 4u; c < params.C; c += 256u) {
        let d = select(x[at + c / 4u] - first - mean, vec4<f32>(0.0), pads(c));
        squares += d * d;
    }
    let inverse = 1.0 / sqrt(total(lane, squares.x + squares.y + squares.z + squares.w) / count + params.eps);
    for (var c = lane * 4u; c < params.ld; c += 256u) {
        let from_c = min(c, (params.C - 1u) / 4u * 4u) / 4u; // of pads the last channels, dropped below
        let v = (x[at + from_c] - first - mean) * inverse * gain[from_c] + bias[from_c];
        y[at + c / 4u] = select(v, vec4<f32>(0.0), pads(c));
    }
}
