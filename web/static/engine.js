// Runs the engine in the widget's frame, or in its own page, one job at a time.
import { Course } from "./course.js";
import { sign } from "./sign.js";

const scripts = globalThis.trustedTypes?.createPolicy("unclip", { createScriptURL: (name) => name })
	?? { createScriptURL: (name) => name };

const here = new URL(".", import.meta.url).href;

const practice = false; // the engine needs no GPU; written by the release
const patience = 5000; // milliseconds for a GPU to be found

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
		this.#listen(m);
	}

	// install gets the model, to keep it or for this visit.
	install(place) { this.#worker.postMessage({ kind: "install", place }); }

	// ask hands a job over and returns the number that it has from now on.
	ask(job) {
		(job.request ?? job).id = ++this.#number;
		this.#worker.postMessage(job);
		return this.#number;
	}

	// request fills in what a message of the page leaves to the model.
	request({ prompt = "", negative = "", seed, steps, guidance, size, eta = 0, count = 1 }) {
		const d = this.state.model.defaults, g = guidance ?? (d.guidance || 4); // of z_i as of the words: one number is one guidance
		return {
			kind: "generate", prompt, negative, seed: seed || randomSeed(), count,
			steps: steps ?? (d.steps || 20), guidance: g, imageGuidance: g,
			priorSteps: d.priorSteps || 25, priorGuidance: d.priorGuidance || 4, candidates: d.candidates || 2,
			sampler: d.sampler || "ddim", eta, prior: "diffusion", size: size ?? (d.size || 64), upsampleSteps: d.upsampleSteps || 6,
		};
	}

	// cancel stops a job by its number, or by 0 the download.
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

// stages are what a job is likely to go through, in their order.
function stages({ type, start, size }, { bytes, cachedBytes, defaults }) {
	const list = cachedBytes < bytes ? ["download", "compile", "text"] : ["compile", "text"];
	if (type === "generate") list.push("prior");
	else list.push("image");
	if (start === "inverted") list.push("invert");
	list.push("decoder");
	if (size > (defaults.size || 64)) list.push("upsample");
	return list;
}

// Artist draws one job of a page at a time with an engine and posts what comes of
// it, as the protocol says.
export class Artist {
	#post;
	#engine = new Engine((m) => this.#heard(m));
	#job; // { id, mode, course, message, number, stopped } under way
	#full = false; // there was no room to keep the model
	#halting = false; // the download is to stop when no job is ahead of it any more
	#packing = Promise.resolve(); // pictures are posted in their order

	constructor(post) { this.#post = post; }

	// start leaves a message, not an exception, where there is no engine to be had,
	// and fetches none where no GPU is to be had. Where that takes too long to tell, the
	// engine tells.
	async start(model) {
		try {
			const late = new Promise((go) => setTimeout(go, patience, "late"));
			if (!practice && !await Promise.race([navigator.gpu?.requestAdapter(), late])) return this.#lacksGPU();
			await this.#engine.start(model);
		} catch (error) {
			this.#failed({ code: "worker-failed", message: `The engine did not start: ${error.message}.`, advice: "Reload the page." });
		}
	}

	#lacksGPU() {
		if (isSecureContext) this.#failed({ code: "no-webgpu", message: "This browser has no WebGPU adapter.", advice: "Use Chrome or Edge 113+ (Android 121+, Linux 144+ with newer Intel graphics), or Safari 26+, with hardware acceleration on." });
		else this.#failed({ code: "insecure", message: "Browsers let no page without https use the GPU.", advice: "Open this page by https." });
		this.#ended();
	}

	install() {
		if (this.#engine.state?.phase !== "idle") return false;
		this.#engine.install("device");
		return true;
	}

	// draw begins with what is here of a model that is still on its way.
	async draw(m) {
		const { phase, model } = this.#engine.state ?? {};
		if (!["installing", "ready"].includes(phase) || this.#job) return this.#fail(m.id, "busy", "The engine is not ready, or at work.", "Wait for the state installing or ready.");
		if (m.type !== "generate" && !model.can.includes("see")) return this.#fail(m.id, "cannot-see", "This model cannot see pictures.", "Choose a model with an image tower.");
		const job = this.#job = { id: m.id, mode: m.type === "generate" ? "create" : m.type, course: new Course(stages(m, model)) };
		try {
			job.message = await message(m, this.#engine.request(m));
		} catch {
			if (this.#job === job) this.#job = undefined;
			return this.#fail(m.id, "bad-picture", "A picture could not be read.", "Give a PNG, JPEG or WebP file of at most 64 million pixels.");
		}
		if (this.#job === job) this.#ask(job);
	}

	#ask(job) {
		job.number = this.#engine.ask(job.message);
		if (job.stopped) this.#engine.cancel(job.number);
	}

	// abort stops a job, or the download by the name of install.
	abort(id) {
		if (id === "install") {
			this.#halting = ["installing", "generating"].includes(this.#engine.state?.phase);
			this.#engine.cancel(0);
		}
		if (this.#job?.id !== id) return;
		this.#job.stopped = true;
		if (this.#job.number) this.#engine.cancel(this.#job.number);
	}

	#fail(id, code, message, advice = "") { this.#post({ type: "error", id, code, message, advice }); }

	#heard(m) {
		if (m.kind !== "state" && m.id && m.id !== this.#job?.number) return; // of a job that was given up
		switch (m.kind) {
		case "state": return this.#stands(m);
		case "progress": return this.#goesOn(m);
		case "picture": return this.#drawn(m);
		case "failed": return this.#failed(m);
		}
	}

	#tell(phase, { name, bytes, cachedBytes }) { this.#post({ type: "state", id: "", phase, name, bytes, missing: Math.max(0, bytes - cachedBytes) }); }

	#stands(m) {
		this.#tell(m.phase, m.model);
		if (m.phase === "installing" && this.#halting) this.#engine.cancel(0);
		if (m.phase === "installing" || m.phase === "generating") return;
		this.#halting = false;
		if (this.#full && m.phase === "idle") this.#again();
		this.#full = false;
	}

	// again gets the model for this visit; the job that waited for it was refused
	// with it, and waits anew.
	#again() {
		this.#engine.install("visit");
		if (this.#job?.message) this.#ask(this.#job);
	}

	#goesOn(m) {
		const { stage, done, total } = m;
		this.#post({ type: "progress", id: this.#job?.id ?? "", stage, done, total, ...this.#job && { totalProgress: this.#job.course.reach(m) } });
	}

	#failed(m) {
		if (m.code === "no-space" && !m.id) {
			this.#full = true; // the state that follows says when to ask again
			return;
		}
		const id = this.#job?.id ?? "";
		this.#job = undefined;
		this.#fail(id, m.code, m.message, m.advice);
		if (m.code === "worker-failed") this.#ended(); // nothing of it is heard any more
	}

	#ended() {
		const model = this.#engine.state?.model ?? { name: "", bytes: 0, cachedBytes: 0 };
		this.#engine.state = { phase: "failed", model };
		this.#tell("failed", model);
	}

	#drawn(m) {
		const { id, mode } = this.#job, { name } = this.#engine.state.model;
		if (m.index + 1 === m.of) this.#job = undefined;
		this.#packing = this.#packing.then(async () => this.#post({ type: "picture", id, index: m.index, of: m.of, seed: m.request.seed,
			width: m.width, height: m.height, model: m.model, truncated: m.truncated, blob: sign(await png(m), m, { mode, name }) }));
	}
}

// png packs a picture of the engine.
async function png({ width, height, pixels }) {
	const canvas = new OffscreenCanvas(width, height);
	canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
	return canvas.convertToBlob({ type: "image/png" });
}
