// MODE 0: nearest ×2; MODE 1: average of 2×2. One invocation: one vec4 of y.
override MODE: u32 = 0u;

struct Params { B: u32, H: u32, W: u32, ld: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4<f32>>;

fn at(image: u32, iy: u32, ix: u32, c: u32) -> vec4<f32> {
    return x[((image * params.H + iy) * params.W + ix) * (params.ld / 4u) + c];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    var oh = params.H * 2u;
    var ow = params.W * 2u;
    if MODE == 1u {
        oh = params.H / 2u;
        ow = params.W / 2u;
    }
    let row = params.ld / 4u;
    let c = index % row;
    let ox = index / row % ow;
    let oy = index / row / ow % oh;
    let image = index / row / ow / oh;
    if image >= params.B {
        return;
    }
    if MODE == 0u {
        y[index] = at(image, oy / 2u, ox / 2u, c);
    } else {
        y[index] = 0.25 * (at(image, 2u * oy, 2u * ox, c) + at(image, 2u * oy, 2u * ox + 1u, c)
            + at(image, 2u * oy + 1u, 2u * ox, c) + at(image, 2u * oy + 1u, 2u * ox + 1u, c));
    }
}
