// tile: f16
alias Quad = vec4<f16>;
// end tile
