// y[yoff + o·youter + r·ldy + c] = x[xoff + o·xouter + r·ldx + c] for c < cols,
// and 0 for cols <= c < zcols. One invocation: one word, whatever it means.
struct Params {
    outer: u32, rows: u32, cols: u32, zcols: u32,
    xoff: u32, xouter: u32, ldx: u32, yoff: u32, youter: u32, ldy: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let c = index % params.zcols;
    let r = index / params.zcols % params.rows;
    let o = index / params.zcols / params.rows;
    if o >= params.outer {
        return;
    }
    var v = 0u;
    if c < params.cols {
        v = x[params.xoff + o * params.xouter + r * params.ldx + c];
    }
    y[params.yoff + o * params.youter + r * params.ldy + c] = v;
}
