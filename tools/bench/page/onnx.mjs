// onnxruntime-web on the shared device: inputs, weights and results stay on it.
import { interleaved, planar } from './layout.mjs';

export class Onnx {
  constructor(ort, device, base) {
    Object.assign(this, { ort, device, base, files: new Map(), sessions: [], buffers: [] });
    ort.env.logLevel = 'error';
  }

  // load makes sessions of the passes of a network. A network whose prompt
  // pass is apart runs it here, once, and keeps its results on the device.
  async load(id, options, prepared) {
    this.shape = prepared.shape;
    this.output = prepared.output;
    this.feeds = {};
    for (const input of prepared.inputs) this.feeds[input.name] = this.tensor(planar(input), input.name);
    if (options.split) {
      const prompt = await this.session(id, { ...options, pass: 'prompt' });
      Object.assign(this.feeds, await prompt.run(this.only(prompt)));
      this.main = await this.session(id, { ...options, pass: 'step' });
    } else {
      this.main = await this.session(id, { ...options, pass: options.pass || 'whole' });
    }
  }

  // fetch has a network's file written by the server and brings it here, before
  // any clock runs.
  async fetch(id, { pass, query = '' }) {
    const url = `${this.base}/onnx/${id}?pass=${pass}&${query}`;
    if (!this.files.has(url)) this.files.set(url, new Uint8Array(await (await fetch(url)).arrayBuffer()));
    return this.files.get(url);
  }

  async session(id, options) {
    const session = await this.ort.InferenceSession.create(await this.fetch(id, options), {
      executionProviders: [{ name: 'webgpu', device: this.device }], preferredOutputLocation: 'gpu-buffer',
    });
    this.sessions.push(session);
    return session;
  }

  tensor({ shape, data }, name) {
    const size = Math.ceil(data.byteLength / 16) * 16;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.device.createBuffer({ label: name, size, usage, mappedAtCreation: true });
    new data.constructor(buffer.getMappedRange()).set(data);
    buffer.unmap();
    this.buffers.push(buffer);
    return this.ort.Tensor.fromGpuBuffer(buffer, { dataType: data instanceof Int32Array ? 'int32' : 'float32', dims: shape });
  }

  only(session) {
    return Object.fromEntries(session.inputNames.map((name) => [name, this.feeds[name]]));
  }

  async run() {
    this.after();
    this.results = await this.main.run(this.only(this.main));
  }

  after() {
    for (const t of Object.values(this.results || {})) t.dispose();
    this.results = null;
  }

  async read() {
    return interleaved(this.shape, await this.results[this.output].getData());
  }

  async release() {
    this.after();
    for (const s of this.sessions) await s.release();
    for (const b of this.buffers) b.destroy();
  }
}
