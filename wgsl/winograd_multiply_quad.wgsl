// winograd_multiply for processors that load slowly and swap registers fast: the
// four invocations of a quad share a block of 32 rows × 16 columns, 16 × 8 each.
// Neighbours in x load half of their common 16 rows and swap; neighbours in y
// load half of their common 8 columns and swap. Each keeps its own half first, so
// that only the places of the sums depend on the lane.
// One invocation: 16 rows × 8 columns of one plane, sums in registers.
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
    let right = index % 2u;
    let below = index / 2u % 2u;
    let across = (params.N + 15u) / 16u;
    let down = (params.M + 31u) / 32u;
    let n = index / 4u % across * 16u + right * 8u;
    let m = index / 4u / across % down * 32u + below * 16u;
    let past = index / 4u / across / down >= params.planes;
    let plane = select(index / 4u / across / down, 0u, past); // nobody leaves before the swaps
    let own = m + right * 8u;
    let r0 = row(plane, own + 0u);
    let r1 = row(plane, own + 1u);
    let r2 = row(plane, own + 2u);
    let r3 = row(plane, own + 3u);
    let r4 = row(plane, own + 4u);
    let r5 = row(plane, own + 5u);
    let r6 = row(plane, own + 6u);
    let r7 = row(plane, own + 7u);
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

    let ld = params.N / 4u;
    var at = (plane * params.K * params.N + min(n + below * 4u, params.N - 4u)) / 4u;
    for (var c = 0u; c < params.K / 4u; c++) {
        let mine = mat4x4<f32>(u[at], u[at + ld], u[at + 2u * ld], u[at + 3u * ld]); // four columns, one row of u a vector
        let other = mat4x4<f32>(quadSwapY(mine[0]), quadSwapY(mine[1]), quadSwapY(mine[2]), quadSwapY(mine[3]));
        at += params.N;
        let x0 = v[r0 + c]; a0 += mine * x0; b0 += other * x0;
        let x1 = v[r1 + c]; a1 += mine * x1; b1 += other * x1;
        let x2 = v[r2 + c]; a2 += mine * x2; b2 += other * x2;
        let x3 = v[r3 + c]; a3 += mine * x3; b3 += other * x3;
        let x4 = v[r4 + c]; a4 += mine * x4; b4 += other * x4;
        let x5 = v[r5 + c]; a5 += mine * x5; b5 += other * x5;
        let x6 = v[r6 + c]; a6 += mine * x6; b6 += other * x6;
        let x7 = v[r7 + c]; a7 += mine * x7; b7 += other * x7;
        let x8 = quadSwapX(x0); a8 += mine * x8; b8 += other * x8;
        let x9 = quadSwapX(x1); a9 += mine * x9; b9 += other * x9;
        let x10 = quadSwapX(x2); a10 += mine * x10; b10 += other * x10;
        let x11 = quadSwapX(x3); a11 += mine * x11; b11 += other * x11;
        let x12 = quadSwapX(x4); a12 += mine * x12; b12 += other * x12;
        let x13 = quadSwapX(x5); a13 += mine * x13; b13 += other * x13;
        let x14 = quadSwapX(x6); a14 += mine * x14; b14 += other * x14;
        let x15 = quadSwapX(x7); a15 += mine * x15; b15 += other * x15;
    }
    if past {
        return;
    }

    let sums = array<vec4<f32>, 32>(
        a0, b0, a1, b1, a2, b2, a3, b3,
        a4, b4, a5, b5, a6, b6, a7, b7,
        a8, b8, a9, b9, a10, b10, a11, b11,
        a12, b12, a13, b13, a14, b14, a15, b15);
    for (var i = 0u; i < 32u; i++) {
        let y = m + ((i / 2u) ^ (right * 8u));
        let x = n + ((i % 2u) ^ below) * 4u;
        if y < params.M && x < params.N {
            s[((plane * params.M + y) * params.N + x) / 4u] = sums[i];
        }
    }
}
