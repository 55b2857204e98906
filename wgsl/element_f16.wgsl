// element: f16
// Weights as IEEE halves, two a word; unpack2x16float needs no feature.
struct Row { lo: vec4<f32>, hi: vec4<f32> }

@group(0) @binding(2) var<storage, read> w: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> scale: array<vec4<u32>>;

fn scales(g: u32, n: u32, ld: u32) -> Row {
    return Row(vec4<f32>(1.0), vec4<f32>(1.0));
}

fn halves(q: vec4<u32>) -> Row {
    return Row(
        vec4<f32>(unpack2x16float(q.x), unpack2x16float(q.y)),
        vec4<f32>(unpack2x16float(q.z), unpack2x16float(q.w)));
}

fn weights(k: u32, n: u32, ld: u32, s: Row) -> Row {
    return halves(w[(k * ld + n) / 8u]);
}

fn quad_scale(g: u32, n: u32, ld: u32) -> vec4<f32> {
    return vec4<f32>(1.0);
}

fn quad(k: u32, n: u32, ld: u32, s: vec4<f32>) -> vec4<f32> {
    let row = halves(w[(k * ld + n) / 8u]);
    return select(row.lo, row.hi, (n & 4u) != 0u);
}
// end element
