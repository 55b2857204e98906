// y[m,n] = act(sum over k of x[m,k]·w[begin+k,n] + bias[n]) + residual[m,n]
// One invocation: 8 rows × 8 columns, sums in registers, no workgroup memory.
override ACT: u32 = 0u;
override BIAS: u32 = 0u;
override RESIDUAL: u32 = 0u;

struct Params { M: u32, K: u32, N: u32, ldx: u32, ldw: u32, ldy: u32, group: u32, begin: u32 }

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

// act
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
    if ACT == 1u { // SiLU
        return x * sigmoid(x);
    }
    if ACT == 2u { // GELU
        let tail = 0.5 * erfc_positive(abs(x) * 0.70710678);
        return x * select(1.0 - tail, tail, x < vec4<f32>(0.0));
    }
    if ACT == 3u { // QuickGELU
        return x * sigmoid(1.702 * x);
    }
    return x;
}
// end act

// Finishes four columns of one row; columns from N on are pads and become 0.
fn finish(row: u32, n: u32, sum: vec4<f32>) {
    if n >= params.N {
        return;
    }
    var v = sum;
    if BIAS == 1u {
        v += bias[n / 4u];
    }
    v = activate(v);
    let at = (row * params.ldy + n) / 4u;
    if RESIDUAL == 1u {
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
    let tiles = (params.N + 7u) / 8u;
    let m = index / tiles * 8u;
    let n = index % tiles * 8u;
    if m >= params.M {
        return;
    }
    let r0 = row(m + 0u);
    let r1 = row(m + 1u);
    let r2 = row(m + 2u);
    let r3 = row(m + 3u);
    let r4 = row(m + 4u);
    let r5 = row(m + 5u);
    let r6 = row(m + 6u);
    let r7 = row(m + 7u);
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);

    let group = max(params.group, 1u); // a multiple of 4, so that four rows share a scale
    for (var k = 0u; k < params.K; k += 4u) {
        let at = params.begin + k;
        let s = scales(at / group, n, params.ldw);
        let w0 = weights(at, n, params.ldw, s);
        let w1 = weights(at + 1u, n, params.ldw, s);
        let w2 = weights(at + 2u, n, params.ldw, s);
        let w3 = weights(at + 3u, n, params.ldw, s);
        let lo = mat4x4<f32>(w0.lo, w1.lo, w2.lo, w3.lo); // columns n..n+3, one row of w a vector
        let hi = mat4x4<f32>(w0.hi, w1.hi, w2.hi, w3.hi);
        let c = k / 4u;
        let x0 = x[r0 + c]; a0 += lo * x0; b0 += hi * x0;
        let x1 = x[r1 + c]; a1 += lo * x1; b1 += hi * x1;
        let x2 = x[r2 + c]; a2 += lo * x2; b2 += hi * x2;
        let x3 = x[r3 + c]; a3 += lo * x3; b3 += hi * x3;
        let x4 = x[r4 + c]; a4 += lo * x4; b4 += hi * x4;
        let x5 = x[r5 + c]; a5 += lo * x5; b5 += hi * x5;
        let x6 = x[r6 + c]; a6 += lo * x6; b6 += hi * x6;
        let x7 = x[r7 + c]; a7 += lo * x7; b7 += hi * x7;
    }

    // A loop, since sixteen copies of the epilogue would compile for longer.
    let sums = array<vec4<f32>, 16>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7);
    for (var i = 0u; i < 16u; i++) {
        let r = i / 2u;
        if m + r < params.M {
            finish(m + r, n + i % 2u * 4u, sums[i]);
        }
    }
}
