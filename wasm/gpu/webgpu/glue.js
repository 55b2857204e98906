// The few loops that JavaScript runs faster than Go can ask for them. A static
// script without eval, so that a strict Content-Security-Policy allows it; load
// it before the wasm, in the page, the worker and under Node alike.
//
// Shapes shared with the Go side (record_js.go):
//   words    per dispatch: pipeline, layout, paramsOffset, paramsBytes, x, y, z, n,
//            then n times: buffer, offset / 4, bytes / 4
//   schedule flat [pipeline, bindGroup, x, y, z, ...]
'use strict';

globalThis.unclipGPU = (() => {
  const filters = ['validation', 'out-of-memory', 'internal'];

  // checked runs f inside the three error scopes and returns its value with a
  // promise of the first failure, or null. Nothing may await inside f: scopes
  // are a stack, and another operation's errors would land in ours.
  function checked(device, f) {
    for (const filter of filters) device.pushErrorScope(filter);
    let value, thrown = null;
    try {
      value = f();
    } catch (e) {
      thrown = { kind: e.name === 'RangeError' ? 'out-of-memory' : 'validation', message: String(e.message) };
    }
    const popped = filters.slice().reverse().map((kind) =>
      device.popErrorScope().then((e) => e && { kind, message: e.message }, () => null));
    const failure = Promise.all(popped).then((list) => thrown || list.find(Boolean) || null);
    return { value, failure };
  }

  function buffers(device, sizes, usages, label) {
    return checked(device, () => sizes.map((size, i) =>
      device.createBuffer({ size, usage: usages[i], label: `${label} ${i}` })));
  }

  function shader(device, code, label) {
    return checked(device, () => device.createShaderModule({ code, label }));
  }

  function layout(device, types, label) {
    return checked(device, () => {
      const bindings = device.createBindGroupLayout({
        label,
        entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
      });
      return { bindings, pipeline: device.createPipelineLayout({ label, bindGroupLayouts: [bindings] }) };
    });
  }

  // record makes the bind groups of a pass and its schedule, once; the params
  // are the last buffer.
  function record(device, pipelines, layouts, buffers, words, labels) {
    const params = buffers.at(-1);
    return checked(device, () => {
      const schedule = [];
      for (let i = 0; i < words.length;) {
        const [pipeline, layout, offset, size, x, y, z, n] = words.subarray(i, i += 8);
        const entries = [{ binding: 0, resource: { buffer: params, offset, size } }];
        for (let b = 1; b <= n; b++, i += 3) {
          const resource = { buffer: buffers[words[i]], offset: words[i + 1] * 4, size: words[i + 2] * 4 };
          entries.push({ binding: b, resource });
        }
        const group = device.createBindGroup({ label: labels[schedule.length / 5], layout: layouts[layout], entries });
        schedule.push(pipelines[pipeline], group, x, y, z);
      }
      return schedule;
    });
  }

  function dispatch(pass, schedule, from, to) {
    for (let i = from; i < to; i += 5) {
      pass.setPipeline(schedule[i]);
      pass.setBindGroup(0, schedule[i + 1]);
      pass.dispatchWorkgroups(schedule[i + 2], schedule[i + 3], schedule[i + 4]);
    }
    pass.end();
  }

  function encode(device, schedule, from, to, copies) {
    const encoder = device.createCommandEncoder();
    dispatch(encoder.beginComputePass(), schedule, from, to);
    if (to === schedule.length) {
      for (const { buffer, offset, size, staging } of copies) encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
    }
    return encoder.finish();
  }

  // replay submits a schedule, `most` dispatches to one submission (0: all), the
  // last with copies to staging, and adds a failure to faults once it is known,
  // when the promise that it returns is settled.
  function replay(device, schedule, most, faults, copies) {
    const step = most > 0 ? most * 5 : schedule.length;
    const { failure } = checked(device, () => {
      for (let i = 0; i < schedule.length; i += step) {
        device.queue.submit([encode(device, schedule, i, Math.min(i + step, schedule.length), copies)]);
      }
    });
    return failure.then((bad) => bad && faults.push(bad));
  }

  // read copies size bytes of a buffer into staging and returns a promise of
  // its bytes, still mapped: copy them, then unmap staging.
  function read(device, buffer, offset, size, staging) {
    const { failure } = checked(device, () => {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
      device.queue.submit([encoder.finish()]);
    });
    return Promise.all([mapped(staging, size, null), failure]).then(([bytes, bad]) => {
      if (bad) throw Object.assign(new Error(bad.message), { name: bad.kind });
      return bytes;
    });
  }

  // mapped is a promise of what was copied into staging, as read's, once the
  // replay that did so is known to have failed or not.
  function mapped(staging, size, replayed) {
    return Promise.all([staging.mapAsync(GPUMapMode.READ, 0, size), replayed]).then(() => new Uint8Array(staging.getMappedRange(0, size)));
  }

  // profile runs a schedule with one timed pass a dispatch and returns a
  // promise of their durations in nanoseconds.
  async function profile(device, schedule) {
    const durations = [];
    for (let i = 0; i < schedule.length; i += 5 * 2048) {
      durations.push(...await timed(device, schedule.slice(i, i + 5 * 2048)));
    }
    return durations;
  }

  async function timed(device, schedule) {
    const count = schedule.length / 5 * 2;
    const querySet = device.createQuerySet({ type: 'timestamp', count });
    const resolved = device.createBuffer({ size: 8 * count, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    const staging = device.createBuffer({ size: 8 * count, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    try {
      const encoder = device.createCommandEncoder();
      for (let i = 0; i < schedule.length; i += 5) {
        const begin = i / 5 * 2;
        const timestampWrites = { querySet, beginningOfPassWriteIndex: begin, endOfPassWriteIndex: begin + 1 };
        dispatch(encoder.beginComputePass({ timestampWrites }), schedule, i, i + 5);
      }
      encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, 8 * count);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const times = new BigUint64Array(staging.getMappedRange());
      return Array.from({ length: count / 2 }, (_, i) => Math.max(0, Number(times[2 * i + 1] - times[2 * i])));
    } finally {
      for (const object of [querySet, resolved, staging]) object.destroy();
    }
  }

  // watch keeps the errors that no scope caught, the newest 16.
  function watch(device) {
    const seen = [];
    device.addEventListener('uncapturederror', (event) => {
      if (event.preventDefault) event.preventDefault();
      if (seen.push({ kind: event.error.constructor.name, message: event.error.message }) > 16) seen.shift();
    });
    return seen;
  }

  return Object.freeze({ checked, buffers, shader, layout, record, replay, read, mapped, profile, watch });
})();
