// y = act(x·coefs[b,0,c] + coefs[b,1,c]), the second half of a group norm.
// One invocation: one vec4.
override ACT: u32 = 0u;

struct Params { B: u32, pixels: u32, ld: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> coefs: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

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

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let index = gid.x + gid.y * groups.x * 64u;
    let row = params.ld / 4u;
    if index >= params.B * params.pixels * row {
        return;
    }
    let mul = index / (params.pixels * row) * 2u * row + index % row;
    y[index] = activate(x[index] * coefs[mul] + coefs[mul + row]);
}
