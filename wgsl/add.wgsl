// y[r] = x[r] + z[(r / div) % period]. One invocation: one vec4.
struct Params { rows: u32, ld: u32, div: u32, period: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> z: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let row = params.ld / 4u;
    if index >= params.rows * row {
        return;
    }
    y[index] = x[index] + z[index / row / params.div % params.period * row + index % row];
}
