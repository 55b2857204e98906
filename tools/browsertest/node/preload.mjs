// Gives Node what a page has: navigator.gpu (Dawn) and the WebGPU classes.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const gpu = create([]);
Object.defineProperty(globalThis, 'navigator', {
  value: { gpu, userAgent: 'node-dawn' },
  configurable: true,
});

await import('../../../wasm/gpu/webgpu/glue.js');
