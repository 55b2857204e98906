// s[p,m,n] = sum over k of v[p,m,k]·u[p,k,n]: one product for each of the planes
// that Winograd's transforms make of a tile. N is a multiple of 8, K of 4.
// One invocation: 8 rows × 8 columns of one plane, sums in registers.
struct Params { planes: u32, M: u32, K: u32, N: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> s: array<vec4<f32>>;

// Rows past the last one read the last one; their sums are dropped.
fn row(plane: u32, m: u32) -> u32 {
    return (plane * params.M + min(m, params.M - 1u)) * (params.K / 4u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let across = params.N / 8u;
    let down = (params.M + 7u) / 8u;
    let n = index % across * 8u;
    let m = index / across % down * 8u;
    let plane = index / across / down;
    if plane >= params.planes {
        return;
    }
    let r0 = row(plane, m + 0u);
    let r1 = row(plane, m + 1u);
    let r2 = row(plane, m + 2u);
    let r3 = row(plane, m + 3u);
    let r4 = row(plane, m + 4u);
    let r5 = row(plane, m + 5u);
    let r6 = row(plane, m + 6u);
    let r7 = row(plane, m + 7u);
    var a0 = vec4<f32>(0.0); var b0 = vec4<f32>(0.0);
    var a1 = vec4<f32>(0.0); var b1 = vec4<f32>(0.0);
    var a2 = vec4<f32>(0.0); var b2 = vec4<f32>(0.0);
    var a3 = vec4<f32>(0.0); var b3 = vec4<f32>(0.0);
    var a4 = vec4<f32>(0.0); var b4 = vec4<f32>(0.0);
    var a5 = vec4<f32>(0.0); var b5 = vec4<f32>(0.0);
    var a6 = vec4<f32>(0.0); var b6 = vec4<f32>(0.0);
    var a7 = vec4<f32>(0.0); var b7 = vec4<f32>(0.0);

    let ld = params.N / 4u;
    var at = (plane * params.K * params.N + n) / 4u;
    for (var c = 0u; c < params.K / 4u; c++) {
        let lo = mat4x4<f32>(u[at], u[at + ld], u[at + 2u * ld], u[at + 3u * ld]); // columns n..n+3, one row of u a vector
        let hi = mat4x4<f32>(u[at + 1u], u[at + ld + 1u], u[at + 2u * ld + 1u], u[at + 3u * ld + 1u]);
        at += params.N;
        let x0 = v[r0 + c]; a0 += lo * x0; b0 += hi * x0;
        let x1 = v[r1 + c]; a1 += lo * x1; b1 += hi * x1;
        let x2 = v[r2 + c]; a2 += lo * x2; b2 += hi * x2;
        let x3 = v[r3 + c]; a3 += lo * x3; b3 += hi * x3;
        let x4 = v[r4 + c]; a4 += lo * x4; b4 += hi * x4;
        let x5 = v[r5 + c]; a5 += lo * x5; b5 += hi * x5;
        let x6 = v[r6 + c]; a6 += lo * x6; b6 += hi * x6;
        let x7 = v[r7 + c]; a7 += lo * x7; b7 += hi * x7;
    }

    let sums = array<vec4<f32>, 16>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7);
    let rows = min(8u, params.M - m);
    let y = ((plane * params.M + m) * params.N + n) / 4u;
    for (var i = 0u; i < 2u * rows; i++) {
        s[y + i / 2u * ld + i % 2u] = sums[i];
    }
}
