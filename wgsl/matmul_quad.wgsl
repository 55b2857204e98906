// matmul for processors that load slowly and swap registers fast, as
// winograd_multiply_quad: the four invocations of a quad share 32 rows × 16 columns,
// 16 × 8 each. Neighbours in x load half of their common 16 rows and swap; neighbours
// in y load half of their common 8 columns and swap. The epilogue is chosen by params:
// a pipeline for each would take longer to compile than the choice to make.
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

// Rows past the last one read the last one; their sums are dropped.
fn row(m: u32) -> u32 {
    return min(m, params.M - 1u) * (params.ldx / 4u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let right = index % 2u;
    let below = index / 2u % 2u;
    let across = (params.N + 15u) / 16u;
    let n = index / 4u % across * 16u + right * 8u;
    let m = index / 4u / across * 32u + below * 16u;
    let own = m + right * 8u;
    let r0 = row(own + 0u);
    let r1 = row(own + 1u);
    let r2 = row(own + 2u);
    let r3 = row(own + 3u);
    let r4 = row(own + 4u);
    let r5 = row(own + 5u);
    let r6 = row(own + 6u);
    let r7 = row(own + 7u);
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);
    var a8 = vec4<f32>(0.0); var b8 = vec4<f32>(0.0);
    var a9 = vec4<f32>(0.0); var b9 = vec4<f32>(0.0);
    var a10 = vec4<f32>(0.0); var b10 = vec4<f32>(0.0);
    var a11 = vec4<f32>(0.0); var b11 = vec4<f32>(0.0);
    var a12 = vec4<f32>(0.0); var b12 = vec4<f32>(0.0);
    var a13 = vec4<f32>(0.0); var b13 = vec4<f32>(0.0);
    var a14 = vec4<f32>(0.0); var b14 = vec4<f32>(0.0);
    var a15 = vec4<f32>(0.0); var b15 = vec4<f32>(0.0);

    let group = max(params.group, 1u); // a multiple of 4, so that four rows share a scale
    let from_n = min(n + below * 4u, params.ldw - 4u);
    for (var k = 0u; k < params.K; k += 4u) {
        let at = params.begin + k;
        let s = quad_scale(at / group, from_n, params.ldw);
        let w0 = quad(at, from_n, params.ldw, s);
        let w1 = quad(at + 1u, from_n, params.ldw, s);
        let w2 = quad(at + 2u, from_n, params.ldw, s);
        let w3 = quad(at + 3u, from_n, params.ldw, s);
        let mine = mat4x4<f32>(w0, w1, w2, w3); // four columns, one row of w a vector
        let other = mat4x4<f32>(quadSwapY(w0), quadSwapY(w1), quadSwapY(w2), quadSwapY(w3));
        let c = k / 4u;
        let x0 = x[r0 + c]; a0 += mine * x0; b0 += other * x0;
        let x1 = x[r1 + c]; a1 += mine * x1; b1 += other * x1;
        let x2 = x[r2 + c]; a2 += mine * x2; b2 += other * x2;
        let x3 = x[r3 + c]; a3 += mine * x3; b3 += other * x3;
        let x4 = x[r4 + c]; a4 += mine * x4; b4 += other * x4;
        let x5 = x[r5 + c]; a5 += mine * x5; b5 += other * x5;
        let x6 = x[r6 + c]; a6 += mine * x6; b6 += other * x6;
        let x7 = x[r7 + c]; a7 += mine * x7; b7 += other * x7;
        let x8 = quadSwapX(x0); a8 += mine * x8; b8 += other * x8;
        let x9 = quadSwapX(x1); a9 += mine * x9; b9 += other * x9;
        let x10 = quadSwapX(x2); a10 += mine * x10; b10 += other * x10;
        let x11 = quadSwapX(x3); a11 += mine * x11; b11 += other * x11;
        let x12 = quadSwapX(x4); a12 += mine * x12; b12 += other * x12;
        let x13 = quadSwapX(x5); a13 += mine * x13; b13 += other * x13;
        let x14 = quadSwapX(x6); a14 += mine * x14; b14 += other * x14;
        let x15 = quadSwapX(x7); a15 += mine * x15; b15 += other * x15;
    }

    // A loop that no compiler can unroll: 32 copies of the epilogue take Mesa minutes.
    let count = min(params.M, 1u) * 32u;
    let sums = array<vec4<f32>, 32>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7,
        a8, b8, a9, b9, a10, b10, a11, b11,
        a12, b12, a13, b13, a14, b14, a15, b15);
    for (var i = 0u; i < count; i++) {
        let r = m + ((i / 2u) ^ (right * 8u));
        if r < params.M {
            finish(r, n + ((i % 2u) ^ below) * 4u, sums[i]);
        }
    }
}
