// From nothing to the first result, then once more in the same page: planning,
// compiling, uploading and one step. Files are here before the clock runs, on both sides.
import { distance } from './layout.mjs';
import { Onnx } from './onnx.mjs';

export async function startUp({ ours, ort, base }, device, c) {
  const own = { name: 'ours' }, other = { name: 'ort' };
  let prepared, right;
  const startOurs = async () => {
    await ours.fetch(c.id, base);
    const start = performance.now();
    prepared = await ours.prepare(c.id, base);
    await ours.run(c.id);
    right = await ours.read(c.id);
    const totalMillis = performance.now() - start;
    await ours.release(c.id);
    return { compileMillis: prepared.compileMillis, loadMillis: prepared.loadMillis, totalMillis };
  };
  const startOnnx = async () => {
    const peer = new Onnx(ort, device, base);
    for (const pass of c.split ? ['prompt', 'step'] : ['whole']) await peer.fetch(c.id, { pass });
    const start = performance.now();
    await peer.load(c.id, { split: c.split }, prepared);
    const loadMillis = performance.now() - start;
    await peer.run();
    const values = await peer.read();
    const totalMillis = performance.now() - start;
    other.distance = distance(right, values);
    await peer.release();
    return { loadMillis, totalMillis };
  };
  for (const phase of ['cold', 'warm']) {
    console.log(`progress ${c.id}: ${phase}`);
    own[phase] = await startOurs();
    if (phase === 'cold') other.runtimeMillis = await runtime(ort, device, base);
    other[phase] = await startOnnx();
  }
  return { contenders: [own, other] };
}

// runtime is the time until ONNX Runtime's own wasm is ready.
async function runtime(ort, device, base) {
  const peer = new Onnx(ort, device, base);
  await peer.fetch('upsample', { pass: 'whole' });
  const start = performance.now();
  await peer.session('upsample', { pass: 'whole' });
  const total = performance.now() - start;
  await peer.release();
  return total;
}
