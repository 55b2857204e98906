// Runs networks for package session: requests come in on standard input, answers go out on standard output, both as a
// line of JSON with `bytes` bytes of values behind it. A network is two sessions, "prompt" and "step", over one set of
// named values: what the prompt pass computes for the steps never leaves this process.
import { InferenceSession, Tensor } from 'onnxruntime-node'

const networks = new Map() // number → { passes: { prompt?, step? }, values: { name: typed array } }

const requests = {
  load: async ({ network, pass, path }) => {
    if (!networks.has(network)) networks.set(network, { passes: {}, values: {} })
    networks.get(network).passes[pass] = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  },
  write: ({ network, name, ids }, bytes) => {
    networks.get(network).values[name] = new (ids ? Int32Array : Float32Array)(bytes.buffer)
  },
  run: async ({ network, pass }) => {
    const { passes, values } = networks.get(network)
    const session = passes[pass]
    if (!session) return // nothing of the network belongs to the pass
    const results = await session.run(Object.fromEntries(session.inputMetadata.map((input) => [input.name, tensor(values, input)])))
    for (const [name, { data }] of Object.entries(results)) values[name] = data
  },
  read: ({ network, name }) => networks.get(network).values[name] ?? missing(name),
  drop: async ({ network }) => {
    for (const session of Object.values(networks.get(network)?.passes ?? {})) await session.release()
    networks.delete(network)
  },
}

function tensor(values, { name, type, shape }) {
  return new Tensor(type, values[name] ?? missing(name), shape)
}

function missing(name) {
  throw new Error(`${name} was never written`)
}

/** Yields every request with its bytes, in memory of its own. */
async function* framed(stream) {
  let held = Buffer.alloc(0)
  const chunks = stream[Symbol.asyncIterator]()
  const wait = async (complete) => {
    while (!complete()) {
      const { value, done } = await chunks.next()
      if (done) return false
      held = Buffer.concat([held, value])
    }
    return true
  }
  while (await wait(() => held.includes(10))) {
    const end = held.indexOf(10) + 1
    const request = JSON.parse(held.subarray(0, end).toString())
    if (!(await wait(() => held.length >= end + request.bytes))) return
    yield [request, new Uint8Array(held.subarray(end, end + request.bytes))]
    held = held.subarray(end + request.bytes)
  }
}

for await (const [request, bytes] of framed(process.stdin)) {
  let answer = { bytes: 0 }
  let data
  try {
    data = await requests[request.do](request, bytes)
    answer.bytes = data?.byteLength ?? 0
  } catch (error) {
    answer = { bytes: 0, error: error.message }
    data = undefined
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
  if (data) process.stdout.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
}
