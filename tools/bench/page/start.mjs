// The benchmark in a page: benchPage(config) runs a suite and answers with
// plain JSON.
import { bench } from './driver.mjs';
import { startOurs } from './ours.mjs';

globalThis.benchPage = async (config) => {
  const base = location.origin;
  const ort = await import(`${base}/peers/onnxruntime-web/dist/ort.webgpu.min.mjs`);
  ort.env.wasm.wasmPaths = `${base}/peers/onnxruntime-web/dist/`;
  const ours = await startOurs(await fetch(`${base}/bench.wasm`));
  return bench({ ...config, base, ort, tf: globalThis.tf, ours });
};
