// Starts our wasm and waits until it offers its functions.

export async function startOurs(response) {
  const start = performance.now();
  const go = new globalThis.Go();
  const ready = new Promise((done) => { globalThis.unclipBenchReady = done; });
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
  go.run(instance);
  await ready;
  return { ...globalThis.unclipBench, startMillis: performance.now() - start };
}
