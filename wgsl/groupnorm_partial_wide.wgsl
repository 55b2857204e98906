// moments[(b·chunks + chunk)·groups + g] = (mean, M2) of one group of channels in
// one chunk of pixels. Sums are taken of differences from the first value, then
// of squares about the mean, so that a large mean cancels nothing.
// For GPUs. One workgroup: one picture, chunk and group.
struct Params { B: u32, pixels: u32, C: u32, ldx: u32, groups: u32, chunks: u32, chunkPixels: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec2<f32>>;

var<workgroup> shares: array<f32, 64>;

// Channels of the group within vec4 q: a group need not start or end on a vec4.
fn members(q: u32, from_c: u32, to_c: u32) -> vec4<bool> {
    let c = vec4<u32>(4u * q, 4u * q + 1u, 4u * q + 2u, 4u * q + 3u);
    return (c >= vec4<u32>(from_c)) & (c < vec4<u32>(to_c));
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
    if index >= params.B * params.chunks * params.groups {
        return;
    }
    let g = index % params.groups;
    let chunk = index / params.groups % params.chunks;
    let image = index / params.groups / params.chunks;
    let per = params.C / params.groups;
    let from_c = g * per;
    let to_c = from_c + per;
    let from_px = min(chunk * params.chunkPixels, params.pixels);
    let to_px = min(from_px + params.chunkPixels, params.pixels);
    let count = f32((to_px - from_px) * per);
    let row = params.ldx / 4u;
    let begin = image * params.pixels;
    let first = x[(begin + min(from_px, params.pixels - 1u)) * row + from_c / 4u][from_c % 4u];
    let from_q = from_c / 4u;
    let quads = (to_c + 3u) / 4u - from_q; // neighbours read neighbouring channels
    var sums = vec4<f32>(0.0);
    for (var i = lane; i < (to_px - from_px) * quads; i += 64u) {
        let q = from_q + i % quads;
        sums += select(vec4<f32>(0.0), x[(begin + from_px + i / quads) * row + q] - first, members(q, from_c, to_c));
    }
    let mean = total(lane, sums.x + sums.y + sums.z + sums.w) / max(count, 1.0); // less first
    var squares = vec4<f32>(0.0);
    for (var i = lane; i < (to_px - from_px) * quads; i += 64u) {
        let q = from_q + i % quads;
        let d = select(vec4<f32>(0.0), x[(begin + from_px + i / quads) * row + q] - first - mean, members(q, from_c, to_c));
        squares += d * d;
    }
    let m2 = total(lane, squares.x + squares.y + squares.z + squares.w);
    if lane == 0u {
        moments[index] = select(vec2<f32>(first + mean, m2), vec2<f32>(0.0), count == 0.0);
    }
}
