// Runs one judge over pictures: node judges.mjs features|upscale SIDE IN OUT
// IN holds RGB bytes [N, SIDE, SIDE, 3]. features writes float32 [N, 2048] (InceptionV3's pooled features), upscale RGB
// bytes [N, 4·SIDE, 4·SIDE, 3] (ESRGAN). Both run on TensorFlow.js' WebAssembly kernels, so that no GPU is needed.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm'

const require = createRequire(import.meta.url)
const folder = (name) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url))

/** The InceptionV3 up to its global average pool, [N,299,299,3] in 0…1 → [N,2048]. */
async function inception() {
  const home = join(folder('nsfwjs'), 'dist/models/inception_v3')
  const model = require(join(home, 'model.min.js'))
  const shards = model.weightsManifest[0].paths.map((path) => Buffer.from(require(join(home, `${path}.min.js`)), 'base64'))
  const whole = await open(model, Buffer.concat(shards))
  const pool = whole.layers.findLast((l) => l.getClassName() === 'Flatten')
  return layers.model({ inputs: whole.inputs, outputs: pool.output })
}

/** ESRGAN-medium ×4, [N,H,W,3] in 0…1 → [N,4H,4W,3]. */
async function esrgan() {
  const home = join(folder('@upscalerjs/esrgan-medium'), 'models/x4')
  const model = JSON.parse(await readFile(join(home, 'model.json'), 'utf8'))
  const shards = await Promise.all(model.weightsManifest[0].paths.map((path) => readFile(join(home, path))))
  return open(model, Buffer.concat(shards))
}

function open(model, bytes) {
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const artifacts = { modelTopology: model.modelTopology, weightSpecs: model.weightsManifest[0].weights, weightData }
  return layers.loadLayersModel({ load: async () => artifacts })
}

const judges = {
  features: async () => {
    const model = await inception()
    return (rgb) => {
      const seen = model.predict(tf.image.resizeBilinear(rgb, [299, 299], false, true)) // [1,2048]
      return Buffer.from(new Float32Array(seen.dataSync()).buffer)
    }
  },
  upscale: async () => {
    const model = await esrgan()
    return (rgb) => Buffer.from(Uint8Array.from(tf.round(tf.mul(tf.clipByValue(model.predict(rgb), 0, 1), 255)).dataSync()))
  },
}

const [judge, side, source, target] = process.argv.slice(2)
setThreadsCount(1)
await tf.setBackend('wasm')
const run = await judges[judge]()
const pictures = await readFile(source)
const [size, parts] = [side * side * 3, []]
for (let at = 0; at < pictures.length; at += size) {
  const one = pictures.subarray(at, at + size)
  parts.push(tf.tidy(() => run(tf.tensor(Float32Array.from(one, (v) => v / 255), [1, +side, +side, 3]))))
  console.error(`progress ${judge} ${parts.length}/${pictures.length / size}`)
}
await writeFile(target, Buffer.concat(parts))
