// y = Aᵀ·(sum over c of v·u)·A + bias + residual: the TILE×TILE pixels of output
// tile first+m of a 3×3 convolution (Lavin and Gray 2015). up 1 reads the residual
// as if each of its pixels were repeated 2×2.
// One invocation: one tile × 4 channels.
override TILE: u32 = 2u;
override RESIDUAL: u32 = 0u;

struct Params {
    H: u32, W: u32, OC: u32, TH: u32, TW: u32, first: u32, tiles: u32,
    lds: u32, ldy: u32, up: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> s: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

// The tile's picture, first pixel and vec4 of channels.
struct Place { image: u32, y: u32, x: u32, q: u32 }

// Finishes one pixel; tiles may reach past the picture.
fn finish(p: Place, dy: u32, dx: u32, sum: vec4<f32>) {
    let oy = p.y + dy;
    let ox = p.x + dx;
    if oy >= params.H || ox >= params.W {
        return;
    }
    let ld = params.ldy / 4u;
    var out = sum + bias[p.q];
    if RESIDUAL == 1u {
        out += residual[((p.image * (params.H >> params.up) + (oy >> params.up)) * (params.W >> params.up) + (ox >> params.up)) * ld + p.q];
    }
    let n = 4u * p.q;
    let pads = vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.OC);
    y[((p.image * params.H + oy) * params.W + ox) * ld + p.q] = select(out, vec4<f32>(0.0), pads);
}

fn four(p: Place, start: u32, step: u32) {
    var t: array<vec4<f32>, 8>; // Aᵀ·s, 2 rows of 4
    for (var j = 0u; j < 4u; j++) {
        let at = start + j * step;
        let s1 = s[at + 4u * step];
        let s2 = s[at + 8u * step];
        t[j] = s[at] + s1 + s2;
        t[4u + j] = s1 - s2 - s[at + 12u * step];
    }
    for (var i = 0u; i < 2u; i++) {
        let t1 = t[4u * i + 1u];
        let t2 = t[4u * i + 2u];
        finish(p, i, 0u, t[4u * i] + t1 + t2);
        finish(p, i, 1u, t1 - t2 - t[4u * i + 3u]);
    }
}

fn six(p: Place, start: u32, step: u32) {
    var t: array<vec4<f32>, 24>; // Aᵀ·s, 4 rows of 6
    for (var j = 0u; j < 6u; j++) {
        let at = start + j * step;
        let s1 = s[at + 6u * step];
        let s2 = s[at + 12u * step];
        let s3 = s[at + 18u * step];
        let s4 = s[at + 24u * step];
        t[j] = s[at] + (s1 + s2) + (s3 + s4);
        t[6u + j] = (s1 - s2) + 2.0 * (s3 - s4);
        t[12u + j] = (s1 + s2) + 4.0 * (s3 + s4);
        t[18u + j] = (s1 - s2) + 8.0 * (s3 - s4) + s[at + 30u * step];
    }
    for (var i = 0u; i < 4u; i++) {
        let t1 = t[6u * i + 1u];
        let t2 = t[6u * i + 2u];
        let t3 = t[6u * i + 3u];
        let t4 = t[6u * i + 4u];
        let row = array<vec4<f32>, 4>(
            t[6u * i] + (t1 + t2) + (t3 + t4),
            (t1 - t2) + 2.0 * (t3 - t4),
            (t1 + t2) + 4.0 * (t3 + t4),
            (t1 - t2) + 8.0 * (t3 - t4) + t[6u * i + 5u]);
        for (var j = 0u; j < 4u; j++) {
            finish(p, i, j, row[j]);
        }
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let quads = (params.OC + 3u) / 4u;
    let m = index / quads;
    if m >= params.tiles {
        return;
    }
    let tile = params.first + m;
    let p = Place(tile / params.TW / params.TH, tile / params.TW % params.TH * TILE, tile % params.TW * TILE, index % quads);
    let start = m * (params.lds / 4u) + p.q;
    let step = params.tiles * (params.lds / 4u);
    if TILE == 2u {
        four(p, start, step);
    } else {
        six(p, start, step);
    }
}
