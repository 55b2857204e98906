// element: i4
// Weights as nibbles, eight a word, value nibble - 8, times one f16 scale a group and column.
struct Row { lo: vec4<f32>, hi: vec4<f32> }

@group(0) @binding(2) var<storage, read> w: array<u32>;
@group(0) @binding(3) var<storage, read> scale: array<vec4<u32>>;

fn scales(g: u32, n: u32, ld: u32) -> Row {
    let q = scale[(g * ld + n) / 8u];
    return Row(
        vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)),
        vec4<f32>(unpack2x16float(q.z), unpack2x16float(q.w)));
}

fn weights(k: u32, n: u32, ld: u32, s: Row) -> Row {
    let q = vec4<u32>(w[(k * ld + n) / 8u]);
    let lo = (q >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<u32>(15u);
    let hi = (q >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<u32>(15u);
    return Row((vec4<f32>(lo) - 8.0) * s.lo, (vec4<f32>(hi) - 8.0) * s.hi);
}

fn quad_scale(g: u32, n: u32, ld: u32) -> vec4<f32> {
    let at = g * ld + n;
    let half = at / 2u % 4u;
    return vec4<f32>(unpack2x16float(scale[at / 8u][half]), unpack2x16float(scale[at / 8u][half + 1u]));
}

fn quad(k: u32, n: u32, ld: u32, s: vec4<f32>) -> vec4<f32> {
    let at = k * ld + n;
    let q = vec4<u32>(w[at / 8u] >> (at * 4u % 32u)) >> vec4<u32>(0u, 4u, 8u, 12u);
    return (vec4<f32>(q & vec4<u32>(15u)) - 8.0) * s;
}
// end element
