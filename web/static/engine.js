// Runs the engine in the widget's frame, one job at a time.
const scripts = globalThis.trustedTypes?.createPolicy("unclip", { createScriptURL: (name) => name })
	?? { createScriptURL: (name) => name };

const here = new URL(".", import.meta.url).href;

// started returns something to talk to: a worker that runs the module, or, in a
// frame without an origin, where workers have no WebGPU, this very document.
async function started(module) {
	if (self.origin !== "null") {
		const worker = new Worker(scripts.createScriptURL(new URL("worker.js", here).href));
		worker.postMessage({ module });
		return worker;
	}
	for (const name of ["wasm_exec.js", "glue.js"]) await load(name);
	const { port1, port2 } = new MessageChannel();
	globalThis.unclipPort = port2;
	globalThis.unclipReady = () => {};
	const go = new globalThis.Go();
	const ended = () => port2.postMessage({ kind: "failed", id: 0, code: "worker-failed", message: "The engine's program ended.", advice: "Reload the page." });
	go.run(await WebAssembly.instantiate(module, go.importObject)).then(ended, ended);
	return port1;
}

function load(name) {
	return new Promise((loaded, failed) => {
		const script = document.createElement("script");
		script.src = scripts.createScriptURL(new URL(name, here).href);
		script.onload = loaded;
		script.onerror = () => failed(new Error(`${name} does not load`));
		document.head.append(script);
	});
}

const randomSeed = () => crypto.getRandomValues(new BigUint64Array(1))[0].toString();

export class Engine {
	#worker;
	#listen;
	#number = 0;
	#full = false; // there was no room to keep the model
	state;

	// listen hears of every message of the engine, and of its end.
	constructor(listen) { this.#listen = listen; }

	async start(model) {
		const worker = await started(await WebAssembly.compileStreaming(fetch(new URL("unclip.wasm", here))));
		this.#worker = worker;
		worker.onerror = (e) => this.#heard({ kind: "failed", id: 0, code: "worker-failed", message: e.message || "The engine stopped.", advice: "Reload the page." });
		worker.onmessage = ({ data }) => this.#heard(data);
		worker.postMessage({ kind: "hello", base: here + (model ? model + "/" : ""), features: ["webgpu"] });
	}

	#heard(m) {
		if (m.kind === "state") this.state = m;
		if (m.kind === "failed" && m.code === "no-space") {
			this.#full = true; // the state that follows says when to ask again
			return;
		}
		this.#listen(m);
		if (this.#full && m.kind === "state" && m.phase === "idle") {
			this.#full = false;
			this.install("visit");
		}
	}

	// install gets the model; where it cannot be kept, for this visit.
	install(place = "device") { this.#worker.postMessage({ kind: "install", place }); }

	// draw asks for a picture and returns its number and seed.
	draw({ prompt, negative = "", seed, steps, guidance, size }) {
		const d = this.state.model.defaults;
		const request = {
			kind: "generate", id: ++this.#number, prompt, negative, seed: seed || randomSeed(), count: 1,
			steps: steps ?? (d.steps || 20), guidance: guidance ?? (d.guidance || 4), imageGuidance: 0,
			priorSteps: d.priorSteps || 25, priorGuidance: d.priorGuidance || 4, candidates: d.candidates || 2,
			sampler: d.sampler || "ddim", eta: 0, prior: "diffusion", size: size ?? (d.size || 64), upsampleSteps: d.upsampleSteps || 7,
		};
		this.#worker.postMessage(request);
		return request;
	}

	cancel(number) { this.#worker.postMessage({ kind: "cancel", id: number }); }
}

// png packs a picture of the engine.
export async function png({ width, height, pixels }) {
	const canvas = new OffscreenCanvas(width, height);
	canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
	return canvas.convertToBlob({ type: "image/png" });
}
