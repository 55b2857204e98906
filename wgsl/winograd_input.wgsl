// v[p,m,begin+c] = (Bᵀ·d·B)[p], d being the TILE+2 square of pixels that output
// tile first+m of a padded 3×3 convolution sees (Lavin and Gray 2015). NORM: each
// pixel is first SiLU(x·coefs[b,0,begin+c] + coefs[b,1,begin+c]), a group norm's
// second half. up 1 reads x as if every pixel were repeated 2×2.
// One invocation: one tile × 4 channels.
override TILE: u32 = 2u;
override NORM: u32 = 0u;

struct Params {
    H: u32, W: u32, TH: u32, TW: u32, first: u32, tiles: u32,
    ldx: u32, begin: u32, ldv: u32, up: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> coefs: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> v: array<vec4<f32>>;

// Where a tile reads: its first pixel, which may lie above or left of the
// picture and then wraps to a huge number, and the channels' scale and shift.
struct Place { image: u32, y: u32, x: u32, q: u32, mul: vec4<f32>, shift: vec4<f32> }

// The exponent is never positive, so nothing overflows.
fn silu(x: vec4<f32>) -> vec4<f32> {
    let e = exp(-abs(x));
    return x * select(vec4<f32>(1.0), e, x < vec4<f32>(0.0)) / (1.0 + e);
}

// A pixel outside reads the first one and counts as 0.
fn pixel(p: Place, dy: u32, dx: u32) -> vec4<f32> {
    let iy = p.y + dy;
    let ix = p.x + dx;
    let inside = iy < params.H && ix < params.W;
    let at = ((p.image * (params.H >> params.up) + (iy >> params.up)) * (params.W >> params.up) + (ix >> params.up)) * (params.ldx / 4u) + p.q;
    var d = x[select(0u, at, inside)];
    if NORM == 1u {
        d = silu(d * p.mul + p.shift);
    }
    return select(vec4<f32>(0.0), d, inside);
}

fn four(p: Place, start: u32, step: u32) {
    var t: array<vec4<f32>, 16>; // Bᵀ·d
    for (var j = 0u; j < 4u; j++) {
        let d0 = pixel(p, 0u, j);
        let d1 = pixel(p, 1u, j);
        let d2 = pixel(p, 2u, j);
        let d3 = pixel(p, 3u, j);
        t[j] = d0 - d2;
        t[4u + j] = d1 + d2;
        t[8u + j] = d2 - d1;
        t[12u + j] = d1 - d3;
    }
    var at = start;
    for (var i = 0u; i < 4u; i++) {
        let d0 = t[4u * i];
        let d1 = t[4u * i + 1u];
        let d2 = t[4u * i + 2u];
        let d3 = t[4u * i + 3u];
        v[at] = d0 - d2;
        v[at + step] = d1 + d2;
        v[at + 2u * step] = d2 - d1;
        v[at + 3u * step] = d1 - d3;
        at += 4u * step;
    }
}

fn six(p: Place, start: u32, step: u32) {
    var t: array<vec4<f32>, 36>; // Bᵀ·d
    for (var j = 0u; j < 6u; j++) {
        let d0 = pixel(p, 0u, j);
        let d1 = pixel(p, 1u, j);
        let d2 = pixel(p, 2u, j);
        let d3 = pixel(p, 3u, j);
        let d4 = pixel(p, 4u, j);
        let d5 = pixel(p, 5u, j);
        t[j] = 4.0 * d0 - 5.0 * d2 + d4;
        t[6u + j] = d4 - 4.0 * d2 + (d3 - 4.0 * d1);
        t[12u + j] = d4 - 4.0 * d2 - (d3 - 4.0 * d1);
        t[18u + j] = d4 - d2 + 2.0 * (d3 - d1);
        t[24u + j] = d4 - d2 - 2.0 * (d3 - d1);
        t[30u + j] = 4.0 * d1 - 5.0 * d3 + d5;
    }
    var at = start;
    for (var i = 0u; i < 6u; i++) {
        let d0 = t[6u * i];
        let d1 = t[6u * i + 1u];
        let d2 = t[6u * i + 2u];
        let d3 = t[6u * i + 3u];
        let d4 = t[6u * i + 4u];
        let d5 = t[6u * i + 5u];
        v[at] = 4.0 * d0 - 5.0 * d2 + d4;
        v[at + step] = d4 - 4.0 * d2 + (d3 - 4.0 * d1);
        v[at + 2u * step] = d4 - 4.0 * d2 - (d3 - 4.0 * d1);
        v[at + 3u * step] = d4 - d2 + 2.0 * (d3 - d1);
        v[at + 4u * step] = d4 - d2 - 2.0 * (d3 - d1);
        v[at + 5u * step] = 4.0 * d1 - 5.0 * d3 + d5;
        at += 6u * step;
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let quads = params.ldx / 4u;
    let m = index / quads;
    if m >= params.tiles {
        return;
    }
    let tile = params.first + m;
    var p: Place;
    p.image = tile / params.TW / params.TH;
    p.y = tile / params.TW % params.TH * TILE - 1u;
    p.x = tile % params.TW * TILE - 1u;
    p.q = index % quads;
    let c = params.begin / 4u + p.q;
    if NORM == 1u {
        let at = p.image * 2u * (params.ldv / 4u) + c;
        p.mul = coefs[at];
        p.shift = coefs[at + params.ldv / 4u];
    }
    let start = m * (params.ldv / 4u) + c;
    let step = params.tiles * (params.ldv / 4u);
    if TILE == 2u {
        four(p, start, step);
    } else {
        six(p, start, step);
    }
}
