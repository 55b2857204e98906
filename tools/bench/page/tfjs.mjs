// tfjs on the shared device, operation by operation.

const heads = 8; // as the cases have

const operations = {
  attention(tf, x, { k, v }) {
    const split = (t) => tf.transpose(tf.reshape(t, [t.shape[0], t.shape[1], heads, t.shape[2] / heads]), [0, 2, 1, 3]);
    const s = tf.matMul(split(x), split(k), false, true);
    const y = tf.matMul(tf.softmax(tf.mul(s, 1 / Math.sqrt(x.shape[2] / heads))), split(v));
    return tf.reshape(tf.transpose(y, [0, 2, 1, 3]), x.shape);
  },
  conv(tf, x, w) {
    for (let i = 0; w[`conv.${i}.weight`]; i++) {
      const [filter, bias] = [w[`conv.${i}.weight`], w[`conv.${i}.bias`]];
      x = tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'linear' });
    }
    return x;
  },
  matmul: (tf, x, w) => tf.matMul(x, w['matmul.weight']),
  groupnorm(tf, x, w) {
    const groups = 32, [b, h, width, c] = x.shape;
    const g = tf.reshape(x, [b, h * width, groups, c / groups]);
    const { mean, variance } = tf.moments(g, [1, 3], true);
    const n = tf.reshape(tf.mul(tf.sub(g, mean), tf.rsqrt(tf.add(variance, 1e-5))), x.shape);
    const y = tf.add(tf.mul(n, w['norm.gain']), w['norm.bias']);
    return tf.mul(y, tf.sigmoid(y));
  },
  upsample: (tf, x) => tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]),
};

export class Tfjs {
  // start puts the backend on the device, once.
  static async start(tf, device, info) {
    if (tf.engine().registryFactory.webgpu) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new tf.WebGPUBackend(device, info));
    await tf.setBackend('webgpu');
    await tf.ready();
  }

  static offers(op) { return op in operations; }

  constructor(tf, op, prepared) {
    this.tf = tf;
    this.op = operations[op];
    const make = (list) => Object.fromEntries(list.map(({ name, shape, data }) => [name, tf.tensor(data, shape)]));
    this.inputs = make(prepared.inputs);
    this.weights = make(prepared.weights);
  }

  async run() {
    this.after();
    this.result = this.tf.tidy(() => this.op(this.tf, this.inputs.x, { ...this.inputs, ...this.weights }));
    const backend = this.tf.backend();
    backend.endComputePassEncoder();
    if (backend.commandEncoder) backend.submitQueue(); // it waits for more otherwise
  }

  after() {
    if (this.result) this.result.dispose();
    this.result = null;
  }

  read() { return this.result.data(); }

  async release() {
    this.after();
    for (const t of [...Object.values(this.inputs), ...Object.values(this.weights)]) t.dispose();
  }
}
