// The kernels and model suites under Node with Dawn: node node.mjs SERVER PEERS CONFIG
// prints the results as JSON; the console goes to standard error. SERVER also
// has wasm_exec.js.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

const [base, peers, config] = process.argv.slice(2);
console.log = console.error;

const require = createRequire(pathToFileURL(`${peers}/`));
vm.runInThisContext(await (await fetch(`${base}/wasm_exec.js`)).text());
const { bench } = await import('./driver.mjs');
const { startOurs } = await import('./ours.mjs');

// The build for pages runs here once it finds its wasm.
async function onnxruntime() {
  const dist = `${peers}/node_modules/onnxruntime-web/dist`;
  const ort = await import(pathToFileURL(`${dist}/ort.webgpu.min.mjs`));
  ort.env.wasm.wasmBinary = await readFile(`${dist}/ort-wasm-simd-threaded.asyncify.wasm`);
  ort.env.wasm.wasmPaths = pathToFileURL(`${dist}/`).href;
  ort.env.wasm.numThreads = 1;
  return ort;
}

// Dawn under Node takes no views of shared memory, in which ONNX Runtime lives.
const { writeBuffer } = GPUQueue.prototype;
GPUQueue.prototype.writeBuffer = function (buffer, offset, data, ...range) {
  const shared = data.buffer instanceof SharedArrayBuffer;
  return writeBuffer.call(this, buffer, offset, shared ? data.slice() : data, ...range);
};

const tf = require('@tensorflow/tfjs-core');
Object.assign(tf, require('@tensorflow/tfjs-backend-webgpu'));
const ours = await startOurs(await fetch(`${base}/bench.wasm`));
const answer = await bench({ ...JSON.parse(config), base, ort: await onnxruntime(), tf, ours });
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
