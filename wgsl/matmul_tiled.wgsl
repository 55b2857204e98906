// y[m,n] = act(sum over k of x[m,k]·w[begin+k,n] + bias[n]) + residual[m,n], for GPUs.
// One workgroup: a tile of TY·8 rows × TX·4 columns, 16 steps of k at a time
// through workgroup memory; one invocation: 8 rows × 4 columns in registers.
// TILE 0: 64×64, 1: 64×32, 2: 128×64, 3: 32×32. The epilogue is chosen by params,
// since a GPU takes a branch that all lanes take for free.
override TILE: u32 = 0u;
override TX: u32 = select(16u, 8u, TILE % 2u == 1u);
override TY: u32 = select(select(8u, 16u, TILE == 2u), 4u, TILE == 3u);

struct Params {
    M: u32, K: u32, N: u32, ldx: u32, ldw: u32, ldy: u32, group: u32, begin: u32,
    act: u32, biased: u32, summed: u32,
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

// The complement of erf after Abramowitz and Stegun 7.1.26: its absolute error
// is below 1.5e-7, and as a product with exp it keeps its digits in the tail.
fn erfc_positive(x: vec4<f32>) -> vec4<f32> {
    let t = 1.0 / (1.0 + 0.3275911 * x);
    let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    return p * exp(-x * x);
}

// The exponent is never positive, so nothing overflows.
fn sigmoid(x: vec4<f32>) -> vec4<f32> {
    let e = exp(-abs(x));
    return select(vec4<f32>(1.0), e, x < vec4<f32>(0.0)) / (1.0 + e);
}

fn activate(x: vec4<f32>) -> vec4<f32> {
    if params.act == 1u { // SiLU
        return x * sigmoid(x);
    }
    if params.act == 2u { // GELU
        let tail = 0.5 * erfc_positive(abs(x) * 0.70710678);
        return x * select(1.0 - tail, tail, x < vec4<f32>(0.0));
    }
    if params.act == 3u { // QuickGELU
        return x * sigmoid(1.702 * x);
    }
    return x;
}

// Finishes four columns of one row; columns from N on are pads and become 0.
fn finish(row: u32, n: u32, sum: vec4<f32>) {
    if n >= params.N {
        return;
    }
    var v = sum;
    if params.biased == 1u {
        v += bias[n / 4u];
    }
    v = activate(v);
    let at = (row * params.ldy + n) / 4u;
    if params.summed == 1u {
        v += residual[at];
    }
    y[at] = select(v, vec4<f32>(0.0), vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.N));
}

// Rows past the last one read the last one, whose sums are dropped; steps past
// K count as 0.
fn load_x(lane: u32, m: u32, k: u32) {
    for (var i = lane; i < TY * 32u; i += TX * TY) {
        let at = k + i % 4u * 4u;
        let row = min(m + i / 4u, params.M - 1u);
        let v = x[(row * params.ldx + min(at, params.K - 4u)) / 4u];
        xs[i] = Quad(select(v, vec4<f32>(0.0), at >= params.K));
    }
}

// Columns past the last one read the last ones.
fn load_w(lane: u32, n: u32, k: u32) {
    let group = max(params.group, 1u);
    for (var i = lane; i < TX * 8u; i += TX * TY) {
        let octet = i % (TX / 2u);
        let step = i / (TX / 2u);
        let at = params.begin + min(k + step, params.K - 1u);
        let column = min(n + octet * 8u, params.ldw - 8u);
        let row = weights(at, column, params.ldw, scales(at / group, column, params.ldw));
        let past = k + step >= params.K;
        ws[step * TX + octet * 2u] = Quad(select(row.lo, vec4<f32>(0.0), past));
        ws[step * TX + octet * 2u + 1u] = Quad(select(row.hi, vec4<f32>(0.0), past));
    }
}

@compute @workgroup_size(TX, TY)
fn main(@builtin(local_invocation_id) own: vec3<u32>, @builtin(workgroup_id) tile: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = tile.x + tile.y * groups.x;
    let across = (params.N + TX * 4u - 1u) / (TX * 4u);
    let m = index / across * TY * 8u;
    let n = index % across * TX * 4u;
    if m >= params.M {
        return;
    }
    let lane = own.x + own.y * TX;
    var a0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0);
    for (var k = 0u; k < params.K; k += 16u) {
        load_x(lane, m, k);
        load_w(lane, n, k);
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
        workgroupBarrier();
    }
    let sums = array<vec4<f32>, 8>(a0, a1, a2, a3, a4, a5, a6, a7);
    for (var i = 0u; i < 8u; i++) {
        let row = m + own.y + i * TY;
        if row < params.M {
            finish(row, n + own.x * 4u, sums[i]);
        }
    }
}
