// NHWC convolution: y[b,oy,ox,n] = sum over ky, kx, c of
// x[b, oy·stride + ky - pad, ox·stride + kx - pad, c]·w[(ky·KW + kx)·IC + c, n] + bias[n] + residual.
// One invocation: 8 pixels of one output row × 8 channels, sums in registers.
override BIAS: u32 = 0u;
override RESIDUAL: u32 = 0u;

struct Params {
    B: u32, H: u32, W: u32, IC: u32, OH: u32, OW: u32, OC: u32,
    ldw: u32, KH: u32, KW: u32, stride: u32, pad: u32, group: u32, ldy: u32,
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

// Finishes four columns of one row; columns from OC on are pads and become 0.
fn finish(row: u32, n: u32, sum: vec4<f32>) {
    if n >= params.OC {
        return;
    }
    var v = sum;
    if BIAS == 1u {
        v += bias[n / 4u];
    }
    let at = (row * params.ldy + n) / 4u;
    if RESIDUAL == 1u {
        v += residual[at];
    }
    y[at] = select(v, vec4<f32>(0.0), vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.OC));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let across = (params.OC + 7u) / 8u;
    let along = (params.OW + 7u) / 8u;
    let n = index % across * 8u;
    let ox = index / across % along * 8u;
    let line = index / across / along; // b·OH + oy
    if line >= params.B * params.OH {
        return;
    }
    let image = line / params.OH;
    let oy = line % params.OH;
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);

    let quads = params.IC / 4u;
    let group = max(params.group, 1u); // a multiple of 4, so that four rows share a scale
    for (var ky = 0u; ky < params.KH; ky++) {
        let iy = oy * params.stride + ky - params.pad;
        if iy >= params.H {
            continue;
        }
        let row = (image * params.H + iy) * params.W;
        for (var kx = 0u; kx < params.KW; kx++) {
            let first = (ky * params.KW + kx) * params.IC;
            // A negative column wraps to a huge one; a pixel outside reads column 0 and counts as 0.
            let i0 = (ox + 0u) * params.stride + kx - params.pad; let in0 = i0 < params.W; let r0 = (row + select(0u, i0, in0)) * quads;
            let i1 = (ox + 1u) * params.stride + kx - params.pad; let in1 = i1 < params.W; let r1 = (row + select(0u, i1, in1)) * quads;
            let i2 = (ox + 2u) * params.stride + kx - params.pad; let in2 = i2 < params.W; let r2 = (row + select(0u, i2, in2)) * quads;
            let i3 = (ox + 3u) * params.stride + kx - params.pad; let in3 = i3 < params.W; let r3 = (row + select(0u, i3, in3)) * quads;
            let i4 = (ox + 4u) * params.stride + kx - params.pad; let in4 = i4 < params.W; let r4 = (row + select(0u, i4, in4)) * quads;
            let i5 = (ox + 5u) * params.stride + kx - params.pad; let in5 = i5 < params.W; let r5 = (row + select(0u, i5, in5)) * quads;
            let i6 = (ox + 6u) * params.stride + kx - params.pad; let in6 = i6 < params.W; let r6 = (row + select(0u, i6, in6)) * quads;
            let i7 = (ox + 7u) * params.stride + kx - params.pad; let in7 = i7 < params.W; let r7 = (row + select(0u, i7, in7)) * quads;
            for (var c = 0u; c < params.IC; c += 4u) {
                let k = first + c;
                let s = scales(k / group, n, params.ldw);
                let w0 = weights(k, n, params.ldw, s);
                let w1 = weights(k + 1u, n, params.ldw, s);
                let w2 = weights(k + 2u, n, params.ldw, s);
                let w3 = weights(k + 3u, n, params.ldw, s);
                let lo = mat4x4<f32>(w0.lo, w1.lo, w2.lo, w3.lo); // columns n..n+3, one row of w a vector
                let hi = mat4x4<f32>(w0.hi, w1.hi, w2.hi, w3.hi);
                let q = c / 4u;
                let x0 = select(vec4<f32>(0.0), x[r0 + q], in0); a0 += lo * x0; b0 += hi * x0;
                let x1 = select(vec4<f32>(0.0), x[r1 + q], in1); a1 += lo * x1; b1 += hi * x1;
                let x2 = select(vec4<f32>(0.0), x[r2 + q], in2); a2 += lo * x2; b2 += hi * x2;
                let x3 = select(vec4<f32>(0.0), x[r3 + q], in3); a3 += lo * x3; b3 += hi * x3;
                let x4 = select(vec4<f32>(0.0), x[r4 + q], in4); a4 += lo * x4; b4 += hi * x4;
                let x5 = select(vec4<f32>(0.0), x[r5 + q], in5); a5 += lo * x5; b5 += hi * x5;
                let x6 = select(vec4<f32>(0.0), x[r6 + q], in6); a6 += lo * x6; b6 += hi * x6;
                let x7 = select(vec4<f32>(0.0), x[r7 + q], in7); a7 += lo * x7; b7 += hi * x7;
            }
        }
    }

    let at = line * params.OW + ox;
    // A loop, since sixteen copies of the epilogue would compile for longer.
    let sums = array<vec4<f32>, 16>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7);
    for (var i = 0u; i < 16u; i++) {
        let r = i / 2u;
        if ox + r < params.OW {
            finish(at + r, n + i % 2u * 4u, sums[i]);
        }
    }
}
