// element: i8
// Weights as signed bytes, four a word, times one f16 scale a group and column.
struct Row { lo: vec4<f32>, hi: vec4<f32> }

@group(0) @binding(2) var<storage, read> w: array<vec2<u32>>;
@group(0) @binding(3) var<storage, read> scale: array<vec4<u32>>;

fn scales(g: u32, n: u32, ld: u32) -> Row {
    let q = scale[(g * ld + n) / 8u];
    return Row(
        vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)),
        vec4<f32>(unpack2x16float(q.z), unpack2x16float(q.w)));
}

// Shifting left then right extends the sign of each byte.
fn bytes(q: u32) -> vec4<f32> {
    return vec4<f32>((vec4<i32>(bitcast<i32>(q)) << vec4<u32>(24u, 16u, 8u, 0u)) >> vec4<u32>(24u));
}

fn weights(k: u32, n: u32, ld: u32, s: Row) -> Row {
    let q = w[(k * ld + n) / 8u];
    return Row(bytes(q.x) * s.lo, bytes(q.y) * s.hi);
}

fn quad_scale(g: u32, n: u32, ld: u32) -> vec4<f32> {
    let at = g * ld + n;
    let half = at / 2u % 4u;
    return vec4<f32>(unpack2x16float(scale[at / 8u][half]), unpack2x16float(scale[at / 8u][half + 1u]));
}

fn quad(k: u32, n: u32, ld: u32, s: vec4<f32>) -> vec4<f32> {
    let at = k * ld + n;
    return bytes(w[at / 8u][at / 4u % 2u]) * s;
}
// end element
