// What the adapter can do at best, measured: operations a second without
// memory, bytes a second without operations, and the cost of a dispatch.

const arithmetic = `
override rounds: u32;
@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let f = vec4f(f32(id.x) * 1e-9);
  var a = f; var b = f + 1.0; var c = f + 2.0; var d = f + 3.0;
  var e = f + 4.0; var g = f + 5.0; var h = f + 6.0; var i = f + 7.0;
  let m = vec4f(0.999); let n = vec4f(0.001);
  for (var r = 0u; r < rounds; r++) {
    a = a * m + n; b = b * m + n; c = c * m + n; d = d * m + n;
    e = e * m + n; g = g * m + n; h = h * m + n; i = i * m + n;
  }
  let sum = a + b + c + d + e + g + h + i;
  if (sum.x == 12345.0) { y[0] = sum; }
}`;

const copy = `
@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) n: vec3u) {
  let at = id.x + id.y * n.x * 64u;
  y[at] = x[at];
}`;

const empty = '@compute @workgroup_size(1) fn main() {}';

// measureMachine answers with {flops, bytes, dispatch}: per second, per
// second, and seconds.
export async function measureMachine(device) {
  return { flops: await flops(device), bytes: await bytes(device), dispatch: await dispatch(device) };
}

// flops doubles the work until it takes 30 ms, then takes the best of five.
async function flops(device) {
  const rounds = 256, perGroup = 64 * rounds * 8 * 4 * 2;
  const y = buffer(device, 16), kernel = pipeline(device, arithmetic, { rounds });
  const bind = group(device, kernel, [y]);
  let groups = 64, time = await best(device, 1, run);
  while (time < 0.03 && groups < 32768) {
    groups *= 2;
    time = await best(device, 1, run);
  }
  time = await best(device, 5, run);
  y.destroy();
  return groups * perGroup / time;

  function run(pass) {
    pass.setPipeline(kernel);
    pass.setBindGroup(0, bind);
    pass.dispatchWorkgroups(groups);
  }
}

async function bytes(device) {
  const size = 64 << 20, x = buffer(device, size), y = buffer(device, size);
  const kernel = pipeline(device, copy);
  const bind = group(device, kernel, [y, x]);
  const time = await best(device, 5, (pass) => {
    pass.setPipeline(kernel);
    pass.setBindGroup(0, bind);
    pass.dispatchWorkgroups(4096, size / 16 / 64 / 4096);
  });
  for (const b of [x, y]) b.destroy();
  return 2 * size / time;
}

async function dispatch(device) {
  const count = 3000, kernel = pipeline(device, empty);
  return await best(device, 5, (pass) => {
    pass.setPipeline(kernel);
    for (let i = 0; i < count; i++) pass.dispatchWorkgroups(1);
  }) / count;
}

function buffer(device, size) {
  return device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
}

function pipeline(device, code, constants) {
  return device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code }), constants } });
}

function group(device, kernel, buffers) {
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  return device.createBindGroup({ layout: kernel.getBindGroupLayout(0), entries });
}

// best is the least of so many times of one pass, in seconds, after a first.
async function best(device, times, record) {
  let least = Infinity;
  for (let i = 0; i <= times; i++) {
    const start = performance.now(), encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
    record(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    if (i > 0) least = Math.min(least, (performance.now() - start) / 1000);
  }
  return least;
}
