// u[p,c,n] = (G·g·Gᵀ)[p], g being the 3×3 filter from channel c to channel n:
// Winograd's filters for output tiles of TILE×TILE (Lavin and Gray 2015), made of
// weights in any storage. Columns from OC on are pads and become 0.
// One invocation: one input channel × 4 columns.
override TILE: u32 = 2u;

struct Params { IC: u32, OC: u32, ldw: u32, group: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> u: array<vec4<f32>>;

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

// The weight of one tap; pads count as 0, whatever they hold.
fn tap(t: u32, c: u32, n: u32) -> vec4<f32> {
    let k = t * params.IC + c;
    let pads = vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.OC);
    let s = quad_scale(k / max(params.group, 1u), n, params.ldw);
    return select(quad(k, n, params.ldw, s), vec4<f32>(0.0), pads);
}

fn four(c: u32, n: u32) {
    var t: array<vec4<f32>, 12>; // G·g, 4 rows of 3
    for (var j = 0u; j < 3u; j++) {
        let g0 = tap(j, c, n);
        let g1 = tap(3u + j, c, n);
        let g2 = tap(6u + j, c, n);
        t[j] = g0;
        t[3u + j] = 0.5 * (g0 + g1 + g2);
        t[6u + j] = 0.5 * (g0 - g1 + g2);
        t[9u + j] = g2;
    }
    let step = params.IC * params.ldw / 4u;
    var at = (c * params.ldw + n) / 4u;
    for (var i = 0u; i < 4u; i++) {
        let t0 = t[3u * i];
        let t1 = t[3u * i + 1u];
        let t2 = t[3u * i + 2u];
        u[at] = t0;
        u[at + step] = 0.5 * (t0 + t1 + t2);
        u[at + 2u * step] = 0.5 * (t0 - t1 + t2);
        u[at + 3u * step] = t2;
        at += 4u * step;
    }
}

fn six(c: u32, n: u32) {
    var t: array<vec4<f32>, 18>; // G·g, 6 rows of 3
    for (var j = 0u; j < 3u; j++) {
        let g0 = tap(j, c, n);
        let g1 = tap(3u + j, c, n);
        let g2 = tap(6u + j, c, n);
        let even = g0 / 24.0 + g2 / 6.0;
        t[j] = 0.25 * g0;
        t[3u + j] = (g0 + g1 + g2) / -6.0;
        t[6u + j] = (g0 - g1 + g2) / -6.0;
        t[9u + j] = even + g1 / 12.0;
        t[12u + j] = even - g1 / 12.0;
        t[15u + j] = g2;
    }
    let step = params.IC * params.ldw / 4u;
    var at = (c * params.ldw + n) / 4u;
    for (var i = 0u; i < 6u; i++) {
        let t0 = t[3u * i];
        let t1 = t[3u * i + 1u];
        let t2 = t[3u * i + 2u];
        let even = t0 / 24.0 + t2 / 6.0;
        u[at] = 0.25 * t0;
        u[at + step] = (t0 + t1 + t2) / -6.0;
        u[at + 2u * step] = (t0 - t1 + t2) / -6.0;
        u[at + 3u * step] = even + t1 / 12.0;
        u[at + 4u * step] = even - t1 / 12.0;
        u[at + 5u * step] = t2;
        at += 6u * step;
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let across = params.ldw / 4u;
    let c = index / across;
    let n = index % across * 4u;
    if c >= params.IC {
        return;
    }
    if TILE == 2u {
        four(c, n);
    } else {
        six(c, n);
    }
}
