// Runs an ONNX file in onnxruntime-web on the processor: reads {model, inputs}
// as JSON from standard input, writes the outputs as JSON to standard output.
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { model, inputs } = JSON.parse(text);
const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
const feeds = {};
for (const { Name, Shape, Values, IDs } of inputs) {
  feeds[Name] = Values ? new ort.Tensor('float32', Float32Array.from(Values), Shape) : new ort.Tensor('int32', Int32Array.from(IDs), Shape);
}
const outputs = await session.run(feeds);
const answer = {};
for (const [name, tensor] of Object.entries(outputs)) answer[name] = { shape: tensor.dims, values: Array.from(tensor.data) };
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
