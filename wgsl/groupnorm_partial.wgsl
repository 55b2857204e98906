// moments[(b·chunks + chunk)·groups + g] = (mean, M2) of one group of channels in
// one chunk of pixels. Sums are taken of differences from the first value, then
// of squares about the mean, so that a large mean cancels nothing.
// One invocation: one picture, chunk and group.
struct Params { B: u32, pixels: u32, C: u32, ldx: u32, groups: u32, chunks: u32, chunkPixels: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec2<f32>>;

// Channels of the group within vec4 q: a group need not start or end on a vec4.
fn members(q: u32, from_c: u32, to_c: u32) -> vec4<bool> {
    let c = vec4<u32>(4u * q, 4u * q + 1u, 4u * q + 2u, 4u * q + 3u);
    return (c >= vec4<u32>(from_c)) & (c < vec4<u32>(to_c));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
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
    if count == 0.0 {
        moments[index] = vec2<f32>(0.0);
        return;
    }
    let row = params.ldx / 4u;
    let begin = image * params.pixels;
    let first = x[(begin + from_px) * row + from_c / 4u][from_c % 4u];
    var sums = vec4<f32>(0.0);
    for (var px = from_px; px < to_px; px++) {
        for (var q = from_c / 4u; q < (to_c + 3u) / 4u; q++) {
            sums += select(vec4<f32>(0.0), x[(begin + px) * row + q] - first, members(q, from_c, to_c));
        }
    }
    let mean = (sums.x + sums.y + sums.z + sums.w) / count; // less first
    var squares = vec4<f32>(0.0);
    for (var px = from_px; px < to_px; px++) {
        for (var q = from_c / 4u; q < (to_c + 3u) / 4u; q++) {
            let d = select(vec4<f32>(0.0), x[(begin + px) * row + q] - first - mean, members(q, from_c, to_c));
            squares += d * d;
        }
    }
    moments[index] = vec2<f32>(first + mean, squares.x + squares.y + squares.z + squares.w);
}
