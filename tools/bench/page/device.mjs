// One GPUDevice for all: the device that our side opens is asked for with the
// limits that the other runtimes use, and kept for them.

const limits = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX', 'maxComputeWorkgroupSizeY', 'maxComputeWorkgroupSizeZ', 'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
];

// shareDevice runs open and returns what it returns, with the device and
// adapter that it asked for.
export async function shareDevice(open) {
  const gpu = navigator.gpu, shared = {};
  const request = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (options) => {
    const adapter = await request(options);
    if (adapter) keepDevice(adapter, shared);
    return adapter;
  };
  try {
    shared.info = await open();
  } finally {
    delete gpu.requestAdapter;
  }
  return shared;
}

function keepDevice(adapter, shared) {
  const request = adapter.requestDevice.bind(adapter);
  adapter.requestDevice = async (options) => {
    const requiredLimits = { ...options.requiredLimits };
    for (const name of limits) {
      if (adapter.limits[name] !== undefined) requiredLimits[name] = adapter.limits[name];
    }
    shared.adapter = adapter;
    shared.device = await request({ ...options, requiredLimits });
    return shared.device;
  };
}
