// One job of an <unclip-image> that is activated, from its request to its picture,
// shown on the element's face (see widget.js).
import { connect } from "./link.js";
import { explained, filled, phrases } from "./phrases.js";

const freely = 5e6; // more than this beyond what was agreed is never downloaded unasked
const settings = ["prompt", "negative", "seed", "steps", "guidance", "size"];

// placeOf is where an element's engine is.
function placeOf({ baseUrl, model, isolation }) {
	const base = new URL(baseUrl || ".", baseUrl ? document.baseURI : import.meta.url).href;
	return { base: base.endsWith("/") ? base : base + "/", model, isolation };
}

// draw returns the picture of a job, and shows what becomes of it.
export async function draw(job, face) {
	const drawing = new Drawing(job, face);
	try {
		return await drawing.run();
	} catch (error) {
		drawing.failed(error);
		throw error;
	}
}

// address is a file as a data: URL.
export function address(file) {
	return new Promise((read, fail) => {
		const reader = new FileReader();
		reader.onload = () => read(reader.result);
		reader.onerror = () => fail(reader.error);
		reader.readAsDataURL(file);
	});
}

class Drawing {
	#job;
	#face;
	#says;
	#told = new Set(); // news that screen readers have of this job

	constructor(job, face) {
		this.#job = job;
		this.#face = face;
		this.#says = phrases[face.tongue];
	}

	async run() {
		const { id, signal, type, options } = this.#job, { element, blob, drawn } = this.#face;
		signal.throwIfAborted(); // stopped while this script was on its way
		this.#say(this.#says.start);
		const link = await (element.constructor.connect ?? connect)(placeOf(element));
		signal.throwIfAborted();
		const request = { type, image: blob, ...Object.fromEntries(settings.map((name) => [name, element[name]])), ...options };
		const picture = await link.draw(request, { id, signal, tell: (progress) => this.#goesOn(progress), ask: (bytes) => this.#ask(bytes), ready: () => this.#emit("ready", { id }) });
		const own = type !== "generate" && request.image === blob; // what comes of a picture shows what that did
		if (this.#current) this.#done(picture, request.prompt || (own && drawn) || "");
		return picture;
	}

	get #current() { return this.#face.job === this.#job; }

	#done(made, words) {
		const { picture, poster, show, named } = this.#face;
		Object.assign(this.#face, { job: undefined, blob: made.blob, drawn: words });
		URL.revokeObjectURL(picture.src);
		picture.src = URL.createObjectURL(made.blob);
		picture.hidden = false;
		poster.hidden = true;
		show("done", this.#says.again);
		named();
		this.#announce(this.#says.done);
		this.#emit("load", made);
	}

	failed(error) {
		const stopped = error.name === "AbortError", { blob, show, rest } = this.#face;
		if (this.#current) {
			this.#face.job = undefined;
			const problem = stopped ? "" : explained(error, this.#face.tongue);
			if (blob) show("done", this.#says.again, "", problem);
			else rest(problem);
		}
		if (stopped) return;
		const code = typeof error.code === "string" ? error.code : "internal"; // exceptions of the browser have numbers
		this.#emit("error", { id: this.#job.id, code, message: error.message, advice: error.advice ?? "" });
	}

	#goesOn({ stage, done, total, totalProgress }) {
		if (!this.#current) return;
		const says = this.#says, { progress } = this.#face;
		progress.hidden = false;
		progress.value = totalProgress;
		const kind = says[stage] ?? says.drawing;
		progress.ariaLabel = filled(stage === "download" ? says.downloading : kind, this.#face.tongue, total);
		this.#say(filled(kind, this.#face.tongue, done, total), progress.ariaLabel);
		this.#emit("progress", { id: this.#job.id, stage, done, total, totalProgress });
	}

	// say shows a text, which may change many times a second, and tells screen
	// readers no more than each piece of news once.
	#say(text, news = text) {
		const { status } = this.#face;
		if (status.textContent !== text) status.textContent = text;
		this.#announce(news);
	}

	#announce(news) {
		if (this.#told.has(news)) return;
		this.#told.add(news);
		this.#face.news.textContent = news;
	}

	// ask waits until the visitor agrees to a download.
	#ask(bytes) {
		const face = this.#face, says = this.#says, { signal } = this.#job;
		if (bytes <= freely + face.agreed) return Promise.resolve();
		const question = filled(says.ask, face.tongue, bytes);
		face.show("ask", says.agree, question);
		this.#announce(question);
		return new Promise((agree, refuse) => {
			face.agree = () => {
				Object.assign(face, { agreed: bytes, agree: undefined });
				face.show("busy", says.stop, filled(says.downloading, face.tongue, bytes));
				agree();
			};
			signal.addEventListener("abort", () => { face.agree = undefined; refuse(signal.reason); }, { once: true });
		});
	}

	#emit(name, detail) { this.#face.element.dispatchEvent(new CustomEvent(name, { detail })); }
}
