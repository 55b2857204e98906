// MODE 0: pixel unshuffle, MODE 1: its inverse. Channel c, row dy, column dx of
// an r×r block is channel c·r² + dy·r + dx. One invocation: one word of y.
override MODE: u32 = 0u;

struct Params { B: u32, H: u32, W: u32, C: u32, r: u32, ldx: u32, ldy: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let r = params.r;
    var oh = params.H / r;
    var ow = params.W / r;
    var oc = params.C * r * r;
    if MODE == 1u {
        oh = params.H * r;
        ow = params.W * r;
        oc = params.C / (r * r);
    }
    let c = index % params.ldy;
    let ox = index / params.ldy % ow;
    let oy = index / params.ldy / ow % oh;
    let image = index / params.ldy / ow / oh;
    if image >= params.B {
        return;
    }
    var v = 0u;
    if c < oc {
        var iy = oy * r + c / r % r;
        var ix = ox * r + c % r;
        var ic = c / (r * r);
        if MODE == 1u {
            iy = oy / r;
            ix = ox / r;
            ic = c * r * r + oy % r * r + ox % r;
        }
        v = x[((image * params.H + iy) * params.W + ix) * params.ldx + ic];
    }
    y[index] = v;
}
