// Runs a suite: our side and the others in turn, on one device, and compares
// what they compute. Answers with plain numbers; the tool makes ratios of them.
import { shareDevice } from './device.mjs';
import { distance } from './layout.mjs';
import { measureMachine } from './machine.mjs';
import { Onnx } from './onnx.mjs';
import { startUp } from './startup.mjs';
import { Tfjs } from './tfjs.mjs';

// bench takes {base, suite, cases, rounds, budget, against, ort, tf, ours}; cases
// are {id, op, onnx, split}, against names the only rivals, budget is the most milliseconds of timed runs of one
// contender.
export async function bench(config) {
  const { ours, tf } = config;
  const { device, adapter, info } = await shareDevice(() => ours.open());
  if (tf) await Tfjs.start(tf, device, adapter.info);
  config.cpu = info.fallback; // products in int8 are emulated there, and slower
  const run = config.suite === 'startup' ? startUp : compare;
  const result = { info, machine: await measureMachine(device), ourStartMillis: ours.startMillis, cases: [] };
  for (const c of config.cases) result.cases.push({ id: c.id, ...await run(config, device, c) });
  return result;
}

async function compare(config, device, c) {
  const prepared = await config.ours.prepare(c.id, config.base);
  const own = { name: 'ours', run: () => config.ours.run(c.id), read: () => config.ours.read(c.id), release: () => config.ours.release(c.id) };
  const contenders = [own, ...await others(config, device, c, prepared)];
  let right;
  for (const x of contenders) {
    console.log(`progress ${c.id}: ${x.name}`);
    await attempt(x, async () => {
      x.firstMillis = (await time(x, device, 1)).millis; // compiles
      const values = await x.read();
      if (x === own) right = values;
      else x.distance = distance(right, values);
      Object.assign(x, { times: [], cpu: [], submits: [], spent: 0, repeat: 1 });
      if (x.firstMillis < 1000) x.repeat = Math.max(config.cpu ? 5 : 1, repeats((await time(x, device, 1)).millis));
    });
  }
  for (let round = 0; round < config.rounds; round++) {
    for (const x of contenders) await attempt(x, () => measure(x, device, config));
  }
  for (const x of contenders) await attempt(x, () => x.release());
  return {
    dispatches: prepared.dispatches, bytes: prepared.bytes, compileMillis: prepared.compileMillis, loadMillis: prepared.loadMillis,
    contenders: contenders.map(({ name, times, cpu, submits, distance, firstMillis, failure }) => ({
      name, times, cpu, submits, distance, firstMillis, failure,
    })),
  };
}

// repeats is how many runs in a row take about 30 ms, so that waiting for the
// device weighs little. Processor times come in steps of 10 ms and want five.
function repeats(millis) {
  return Math.max(1, Math.min(20, Math.round(30 / millis)));
}

// others are the contenders that can run a case, loaded.
async function others(config, device, c, prepared) {
  const list = [];
  const add = async (name, make) => {
    if (config.against.length && !config.against.includes(name)) return;
    const x = { name };
    list.push(x);
    await attempt(x, async () => {
      const peer = await make();
      Object.assign(x, { run: () => peer.run(), read: () => peer.read(), release: () => peer.release() });
    });
  };
  const onnx = (name, options) => add(name, async () => {
    const peer = new Onnx(config.ort, device, config.base);
    await peer.load(c.id, options, prepared);
    return peer;
  });
  if (config.ort) {
    for (const { name, query } of c.onnx.filter(({ gpu }) => !gpu || !config.cpu)) await onnx(name, { query });
    if (c.split) await onnx('ort, prompt pass kept', { split: true });
  }
  if (config.tf && Tfjs.offers(c.op)) await add('tfjs', async () => new Tfjs(config.tf, c.op, prepared));
  return list;
}

// attempt runs f unless x has failed before; a failure is x's result.
async function attempt(x, f) {
  if (x.failure) return;
  try {
    await f();
  } catch (e) {
    x.failure = String(e && e.message || e).slice(0, 300);
    console.log(`${x.name}: ${e && e.stack || x.failure}`);
  }
}

async function measure(x, device, { budget, base, cpu }) {
  if (x.spent > budget) return; // it has run at least once
  const before = cpu ? await processor(base) : 0;
  const { millis, submit } = await time(x, device, x.repeat);
  if (cpu) x.cpu.push((await processor(base) - before) / x.repeat);
  x.spent += millis * x.repeat;
  x.times.push(millis);
  if (typeof submit === 'number') x.submits.push(submit);
}

// processor is the time in ms that the browser has used of the processor; NaN
// where the server cannot tell.
async function processor(base) {
  const answer = await fetch(`${base}/cpu`);
  return answer.ok ? Number(await answer.text()) : NaN;
}

// time is the mean of so many runs until the device has done them.
async function time(x, device, repeat) {
  const start = performance.now();
  let submit;
  for (let i = 0; i < repeat; i++) submit = await x.run();
  await device.queue.onSubmittedWorkDone();
  return { millis: (performance.now() - start) / repeat, submit };
}
