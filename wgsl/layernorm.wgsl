// y = (x - mean) / sqrt(variance + eps)·gain + bias over the C channels of a row.
// Sums are taken of differences from the row's first value, then of squares
// about the mean, so that a large mean cancels nothing. One invocation: one row.
struct Params { rows: u32, C: u32, ld: u32, eps: f32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> gain: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

fn pads(c: u32) -> vec4<bool> {
    return vec4<u32>(c, c + 1u, c + 2u, c + 3u) >= vec4<u32>(params.C);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    if index >= params.rows {
        return;
    }
    let at = index * (params.ld / 4u);
    let first = x[at].x;
    let count = f32(params.C);
    var sums = vec4<f32>(0.0);
    for (var c = 0u; c < params.C; c += 4u) {
        sums += select(x[at + c / 4u] - first, vec4<f32>(0.0), pads(c));
    }
    let mean = (sums.x + sums.y + sums.z + sums.w) / count; // less first
    var squares = vec4<f32>(0.0);
    for (var c = 0u; c < params.C; c += 4u) {
        let d = select(x[at + c / 4u] - first - mean, vec4<f32>(0.0), pads(c));
        squares += d * d;
    }
    let inverse = 1.0 / sqrt((squares.x + squares.y + squares.z + squares.w) / count + params.eps);
    for (var c = 0u; c < params.ld; c += 4u) {
        if c >= params.C {
            y[at + c / 4u] = vec4<f32>(0.0);
            continue;
        }
        let v = (x[at + c / 4u] - first - mean) * inverse * gain[c / 4u] + bias[c / 4u];
        y[at + c / 4u] = select(v, vec4<f32>(0.0), pads(c));
    }
}
