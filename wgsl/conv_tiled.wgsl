// NHWC convolution as an implicit matmul for GPUs: rows are output pixels, k runs
// over taps, then channels. One workgroup: a tile of TY·8 pixels × TX·4 channels,
// 16 channels of one tap at a time through workgroup memory; tiles as in
// matmul_tiled.
override TILE: u32 = 0u;
override TX: u32 = select(16u, 8u, TILE % 2u == 1u);
override TY: u32 = select(select(8u, 16u, TILE == 2u), 4u, TILE == 3u);

struct Params {
    B: u32, H: u32, W: u32, IC: u32, OH: u32, OW: u32, OC: u32,
    ldw: u32, KH: u32, KW: u32, stride: u32, pad: u32, group: u32, ldy: u32,
    biased: u32, summed: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> residual: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;

// element: f32
// Weights as plain f32: w[k, n..n+7], nothing to scale.
struct Row { lo: vec4<f32>, hi: vec4<f32> }

@group(0) @binding(2) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> scale: array<vec4<u32>>;

fn scales(g: u32, n: u32, ld: u32) -> Row {
    return Row(vec4<f32>(1.0), vec4<f32>(1.0));
}

fn weights(k: u32, n: u32, ld: u32, s: Row) -> Row {
    let at = (k * ld + n) / 4u;
    return Row(w[at], w[at + 1u]);
}

fn quad_scale(g: u32, n: u32, ld: u32) -> vec4<f32> {
    return vec4<f32>(1.0);
}

fn quad(k: u32, n: u32, ld: u32, s: vec4<f32>) -> vec4<f32> {
    return w[(k * ld + n) / 4u];
}
// end element

// tile: f32
alias Quad = vec4<f32>;
// end tile

var<workgroup> xs: array<Quad, TY * 32u>; // [TY·8 rows, 4 quads of k]
var<workgroup> ws: array<Quad, TX * 16u>; // [16 k, TX quads of columns]

// Finishes four columns of one row; columns from OC on are pads and become 0.
fn finish(row: u32, n: u32, sum: vec4<f32>) {
    if n >= params.OC {
        return;
    }
    var v = sum;
    if params.biased == 1u {
        v += bias[n / 4u];
    }
    let at = (row * params.ldy + n) / 4u;
    if params.summed == 1u {
        v += residual[at];
    }
    y[at] = select(v, vec4<f32>(0.0), vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.OC));
}

// Where the pixels of the tile read: line b·H, and row and column of the first
// tap, huge where that lies in the padding above or to the left.
var<workgroup> origins: array<vec4<u32>, TY * 8u>;

fn locate(lane: u32, m: u32) {
    for (var i = lane; i < TY * 8u; i += TX * TY) {
        let pixel = min(m + i, params.B * params.OH * params.OW - 1u);
        let line = pixel / params.OW;
        origins[i] = vec4<u32>(line / params.OH * params.H,
            line % params.OH * params.stride - params.pad, pixel % params.OW * params.stride - params.pad, 0u);
    }
}

// Pixels outside the picture and channels past IC count as 0.
fn load_x(lane: u32, ky: u32, kx: u32, c: u32) {
    for (var i = lane; i < TY * 32u; i += TX * TY) {
        let at = c + i % 4u * 4u;
        let origin = origins[i / 4u];
        let iy = origin.y + ky;
        let ix = origin.z + kx;
        let inside = iy < params.H && ix < params.W && at < params.IC;
        let pixel = (origin.x + select(0u, iy, inside)) * params.W + select(0u, ix, inside);
        let v = x[(pixel * params.IC + select(0u, at, inside)) / 4u];
        xs[i] = Quad(select(vec4<f32>(0.0), v, inside));
    }
}

// Columns past the last one read the last ones; rows past the tap's last channel
// count as 0.
fn load_w(lane: u32, n: u32, tap: u32, c: u32) {
    let group = max(params.group, 1u);
    for (var i = lane; i < TX * 8u; i += TX * TY) {
        let octet = i % (TX / 2u);
        let step = i / (TX / 2u);
        let at = tap * params.IC + min(c + step, params.IC - 1u);
        let column = min(n + octet * 8u, params.ldw - 8u);
        let row = weights(at, column, params.ldw, scales(at / group, column, params.ldw));
        let past = c + step >= params.IC;
        ws[step * TX + octet * 2u] = Quad(select(row.lo, vec4<f32>(0.0), past));
        ws[step * TX + octet * 2u + 1u] = Quad(select(row.hi, vec4<f32>(0.0), past));
    }
}

@compute @workgroup_size(TX, TY)
fn main(@builtin(local_invocation_id) own: vec3<u32>, @builtin(workgroup_id) tile: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = tile.x + tile.y * groups.x;
    let across = (params.OC + TX * 4u - 1u) / (TX * 4u);
    let pixels = params.B * params.OH * params.OW;
    let m = index / across * TY * 8u;
    let n = index % across * TX * 4u;
    if m >= pixels {
        return;
    }
    let lane = own.x + own.y * TX;
    locate(lane, m);
    var a0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0);
    // Steps of 16 channels, tap after tap.
    let steps = (params.IC + 15u) / 16u;
    for (var s = 0u; s < params.KH * params.KW * steps; s++) {
        let tap = s / steps;
        let c = s % steps * 16u;
        workgroupBarrier();
        load_x(lane, tap / params.KW, tap % params.KW, c);
        load_w(lane, n, tap, c);
        workgroupBarrier();
        // multiply
        for (var q = 0u; q < 4u; q++) {
            let at = q * 4u * TX + own.x;
            let b = mat4x4<f32>(vec4<f32>(ws[at]), vec4<f32>(ws[at + TX]), vec4<f32>(ws[at + 2u * TX]), vec4<f32>(ws[at + 3u * TX]));
            let row = own.y * 4u + q; // rows TY apart, so that neighbours read other banks
            a0 += b * vec4<f32>(xs[row]);
            a1 += b * vec4<f32>(xs[row + TY * 4u]);
            a2 += b * vec4<f32>(xs[row + TY * 8u]);
            a3 += b * vec4<f32>(xs[row + TY * 12u]);
            a4 += b * vec4<f32>(xs[row + TY * 16u]);
            a5 += b * vec4<f32>(xs[row + TY * 20u]);
            a6 += b * vec4<f32>(xs[row + TY * 24u]);
            a7 += b * vec4<f32>(xs[row + TY * 28u]);
        }
        // end multiply
    }
    let sums = array<vec4<f32>, 8>(a0, a1, a2, a3, a4, a5, a6, a7);
    for (var i = 0u; i < 8u; i++) {
        let row = m + own.y + i * TY;
        if row < pixels {
            finish(row, n + own.x * 4u, sums[i]);
        }
    }
}
