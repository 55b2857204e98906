// y[r] = w[ids[r]], row 0 for ids beyond V. One invocation: one vec4.
struct Params { rows: u32, C: u32, V: u32, ldw: u32, ldy: u32, group: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> ids: array<u32>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

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

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let row = params.ldy / 4u;
    if index >= params.rows * row {
        return;
    }
    let n = index % row * 4u;
    if n >= params.C {
        y[index] = vec4<f32>(0.0);
        return;
    }
    var id = ids[index / row * 4u];
    id = select(0u, id, id < params.V);
    let v = quad(id, n, params.ldw, quad_scale(id / max(params.group, 1u), n, params.ldw));
    y[index] = select(v, vec4<f32>(0.0), vec4<u32>(n, n + 1u, n + 2u, n + 3u) >= vec4<u32>(params.C));
}
