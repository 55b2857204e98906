// Runs the engine in the widget's frame, or in its own page, one job at a time.
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
	for (const name of ["wasm_exec.js", "glue.js", "mirrors.js"]) await load(name);
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

class Engine {
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

	// draw asks for pictures as a message of the page says and returns their number.
	async draw(m) {
		const request = this.#request(m);
		this.#worker.postMessage(await message(m, request));
		return request.id;
	}

	#request({ prompt = "", negative = "", seed, steps, guidance, size, eta = 0, count = 1 }) {
		const d = this.state.model.defaults;
		return {
			kind: "generate", id: ++this.#number, prompt, negative, seed: seed || randomSeed(), count,
			steps: steps ?? (d.steps || 20), guidance: guidance ?? (d.guidance || 4), imageGuidance: 0,
			priorSteps: d.priorSteps || 25, priorGuidance: d.priorGuidance || 4, candidates: d.candidates || 2,
			sampler: d.sampler || "ddim", eta, prior: "diffusion", size: size ?? (d.size || 64), upsampleSteps: d.upsampleSteps || 7,
		};
	}

	cancel(number) { this.#worker.postMessage({ kind: "cancel", id: number }); }
}

// message is what the engine takes for a job of the page.
async function message({ type, image, other, start = "random", at = 0.5 }, request) {
	if (type === "vary") return { kind: "vary", request, source: await read(image), start, labels: [] };
	if (type === "blend") return { kind: "blend", request, from: await read(image), to: await read(other), start, at, draft: 0 };
	return request;
}

// Limits of a picture file, and of the pixels of a side that the engine is given.
const mostPixels = 64e6, side = 1024;

// read unpacks a picture file, made smaller where it is larger than any use of it.
async function read(file) {
	const bitmap = await createImageBitmap(file);
	if (bitmap.width * bitmap.height > mostPixels) throw new RangeError("too many pixels");
	const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
	const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale));
	const context = new OffscreenCanvas(width, height).getContext("2d");
	context.drawImage(bitmap, 0, 0, width, height);
	bitmap.close();
	return { width, height, pixels: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
}

// Artist draws one job of a page at a time with an engine and posts what comes of
// it, as the protocol says.
export class Artist {
	#post;
	#engine = new Engine((m) => this.#heard(m));
	#job; // { id, number } under way
	#packing = Promise.resolve(); // pictures are posted in their order

	constructor(post) { this.#post = post; }

	start(model) { return this.#engine.start(model); }

	install() {
		if (this.#engine.state?.phase !== "idle") return false;
		this.#engine.install();
		return true;
	}

	async draw(m) {
		if (this.#engine.state?.phase !== "ready" || this.#job) return this.#fail(m.id, "busy", "The engine is not ready, or at work.", "Wait for the state ready.");
		if (m.type !== "generate" && !this.#engine.state.model.can.includes("see")) return this.#fail(m.id, "cannot-see", "This model cannot see pictures.", "Choose a model with an image tower.");
		const job = this.#job = { id: m.id };
		try {
			job.number = await this.#engine.draw(m);
			if (job.stopped) this.#engine.cancel(job.number);
		} catch {
			this.#job = undefined;
			this.#fail(m.id, "bad-picture", "A picture could not be read.", "Give a PNG, JPEG or WebP file of at most 64 million pixels.");
		}
	}

	// abort stops a job, or the download by the name of install.
	abort(id) {
		if (id === "install") this.#engine.cancel(0);
		if (this.#job?.id !== id) return;
		this.#job.stopped = true;
		if (this.#job.number) this.#engine.cancel(this.#job.number);
	}

	#fail(id, code, message, advice = "") { this.#post({ type: "error", id, code, message, advice }); }

	#heard(m) {
		const id = this.#job?.id ?? "";
		switch (m.kind) {
		case "state": return this.#post({ type: "state", id: "", phase: m.phase, name: m.model.name, bytes: m.model.bytes, missing: Math.max(0, m.model.bytes - m.model.cachedBytes) });
		case "progress": return this.#post({ type: "progress", id, stage: m.stage, done: m.done, total: m.total });
		case "picture": return this.#drawn(m);
		case "failed":
			this.#job = undefined;
			return this.#fail(id, m.code, m.message, m.advice);
		}
	}

	#drawn(m) {
		if (m.id !== this.#job?.number) return;
		const { id } = this.#job;
		if (m.index + 1 === m.of) this.#job = undefined;
		this.#packing = this.#packing.then(async () => this.#post({ type: "picture", id, index: m.index, of: m.of, seed: m.request.seed,
			width: m.width, height: m.height, model: m.model, truncated: m.truncated, blob: await png(m) }));
	}
}

// png packs a picture of the engine.
async function png({ width, height, pixels }) {
	const canvas = new OffscreenCanvas(width, height);
	canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
	return canvas.convertToBlob({ type: "image/png" });
}
