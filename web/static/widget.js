// <unclip-image>: a picture from words, made on the visitor's device. Until it
// is activated it costs this file only; the rest comes with link.js.
const modelBytes = 0; // what a first picture downloads of the model; written by the release
const pageBytes = 1.6e6; // and of the engine
const freely = 5e6; // more than this is never downloaded unasked

const texts = ["prompt", "seed", "alt", "poster", "loading", "reveal", "model", "theme", "isolation", "base-url"];
const numbers = ["steps", "guidance", "size"];
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const megabytes = (n) => `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} MB`;

const style = new CSSStyleSheet();
style.replaceSync(`
:host { display: inline-block; inline-size: 20rem; max-inline-size: 100%; color-scheme: light dark;
	font: var(--unclip-font, 0.9375rem/1.4 system-ui, sans-serif); color: var(--unclip-color, light-dark(#22201c, #eeece6)); }
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
.frame { position: relative; display: grid; margin: 0; aspect-ratio: 1; overflow: hidden;
	border-radius: var(--unclip-radius, 0.75rem); background: var(--unclip-background, light-dark(#ebe8e1, #2a2824)); }
.frame > * { grid-area: 1 / 1; }
.poster, .picture, ::slotted([slot="poster"]) { inline-size: 100%; block-size: 100%; object-fit: cover; }
.foot { align-self: end; display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; padding: 0.75rem; }
button { font: inherit; font-weight: 600; padding: 0.5rem 1rem; border: 0; border-radius: 999px; cursor: pointer;
	color: var(--unclip-accent-color, #fff); background: var(--unclip-accent, #0f6b5c); }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.status { flex: 1 1 100%; margin: 0; order: -1; padding: 0.25rem 0.5rem; border-radius: 0.5rem; justify-self: start;
	background: light-dark(#fffd, #000c); }
.status:empty, [hidden] { display: none !important; }
progress { flex: 1; accent-color: var(--unclip-accent, #0f6b5c); }
:host([state="done"]) .foot { opacity: 0; transition: opacity 0.2s; }
:host([state="done"]:is(:hover, :focus-within)) .foot { opacity: 1; }
@media (prefers-reduced-motion: reduce) { .foot { transition: none !important; } }
`);

// make builds an element without markup, for hosts that allow none.
function make(tag, properties, ...children) {
	const { part, ...rest } = properties;
	const element = Object.assign(document.createElement(tag), rest);
	if (part) element.part = element.className = part;
	element.append(...children);
	return element;
}

const slot = (name, ...content) => make("slot", { name }, ...content);

class UnclipImage extends HTMLElement {
	static observedAttributes = ["prompt", "alt", "poster"];

	#internals = this.attachInternals();
	#poster = make("img", { part: "poster", alt: "", hidden: true });
	#picture = make("img", { part: "picture", hidden: true });
	#label = make("span", {});
	#button = make("button", { part: "button", type: "button" }, slot("button", this.#label));
	#progress = make("progress", { part: "progress", max: 1, hidden: true });
	#status = make("p", { part: "status" });
	#watch;
	#job;
	#blob;
	#agreed = 0; // bytes that the visitor agreed to
	#agree;

	constructor() {
		super();
		const root = this.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [style];
		this.#status.setAttribute("role", "status");
		root.append(
			make("figure", { part: "frame" }, slot("poster", this.#poster), this.#picture,
				make("div", { part: "foot" }, this.#status, this.#button, this.#progress)),
			slot("caption"));
		this.#button.addEventListener("click", () => this.#pressed());
	}

	connectedCallback() {
		this.#internals.role = "group";
		if (!this.#job && !this.#blob) this.#rest();
		if (this.reveal !== "auto" || this.#watch || this.#blob) return;
		const begin = () => this.generate().promise.catch(() => {});
		if (this.loading === "eager") return queueMicrotask(begin);
		this.#watch = new IntersectionObserver((seen) => {
			if (!seen.some((s) => s.isIntersecting)) return;
			this.#watch.disconnect();
			begin();
		});
		this.#watch.observe(this);
	}

	disconnectedCallback() {
		this.#watch?.disconnect();
		this.#watch = undefined;
		queueMicrotask(() => this.isConnected || this.#job?.abort()); // it may only have moved
	}

	attributeChangedCallback() {
		this.#poster.hidden = !this.poster;
		if (this.poster) this.#poster.src = this.poster;
		this.#picture.alt = this.alt || this.prompt;
		this.#internals.ariaLabel = this.alt || this.prompt || "Picture from words";
	}

	// link.js and the frame's own page set where the engine is.
	static connect = async (place) => (await import("./link.js")).connect(place);

	get #place() {
		const base = new URL(this.baseUrl || ".", this.baseUrl ? document.baseURI : import.meta.url).href;
		return { base: base.endsWith("/") ? base : base + "/", model: this.model, isolation: this.isolation };
	}

	get blob() { return this.#blob; }

	// All return {id, promise, abort}; options take the place of attributes.
	generate(options) { return this.#begin("generate", options); }
	variations(options) { return this.#begin("vary", options); }
	blend(other, options) { return this.#begin("blend", { other, ...options }); }

	async toBlob() {
		if (this.#blob) return this.#blob;
		if (this.#job) return (await this.#job.promise).blob;
		throw new DOMException("There is no picture yet; call generate() first.", "InvalidStateError");
	}

	#begin(type, options) {
		this.#job?.abort();
		const job = { id: Math.random().toString(36).slice(2), stop: new AbortController() };
		job.abort = () => job.stop.abort(new DOMException("The picture was cancelled.", "AbortError"));
		job.promise = this.#run(type, options, job).catch((error) => this.#failed(job, error));
		job.promise.catch(() => {}); // the error event tells as well
		this.#job = job;
		return { id: job.id, promise: job.promise, abort: job.abort };
	}

	async #run(type, options, job) {
		this.#show("busy", "Getting ready", "Stop");
		const link = await UnclipImage.connect(this.#place);
		job.stop.signal.throwIfAborted();
		const settings = Object.fromEntries([...numbers, "prompt", "seed"].map((name) => [name, this[name]]));
		const tell = (progress) => this.#told(job, progress);
		const ask = (bytes) => this.#ask(bytes, job.stop.signal);
		const picture = await link.draw({ type, image: this.#blob, ...settings, ...options }, { id: job.id, signal: job.stop.signal, tell, ask, ready: () => this.#emit("ready", { id: job.id }) });
		if (this.#job === job) this.#done(job, picture);
		return picture;
	}

	#done(job, picture) {
		this.#job = undefined;
		this.#blob = picture.blob;
		URL.revokeObjectURL(this.#picture.src);
		this.#picture.src = URL.createObjectURL(picture.blob);
		this.#picture.hidden = false;
		this.#poster.hidden = true;
		this.#show("done", "", "Draw again");
		this.#emit("load", picture);
	}

	#failed(job, error) {
		if (this.#job === job) {
			this.#job = undefined;
			this.#rest(error.name === "AbortError" ? "" : `${error.message} ${error.advice ?? ""}`.trim());
		}
		if (error.name !== "AbortError") this.#emit("error", { id: job.id, code: error.code ?? "internal", message: error.message, advice: error.advice ?? "" });
		throw error;
	}

	#told(job, progress) {
		if (this.#job !== job) return;
		const { stage, done, total, totalProgress } = progress;
		this.#progress.hidden = false;
		this.#progress.value = totalProgress;
		this.#progress.ariaLabel = stage;
		const words = { start: "Getting ready", download: `Downloading ${megabytes(done)} of ${megabytes(total)}`, queue: "Another picture is being drawn; this one is next" };
		this.#say(words[stage] ?? "Drawing");
		this.#emit("progress", { id: job.id, ...progress });
	}

	#say(text) { if (this.#status.textContent !== text) this.#status.textContent = text; }

	// ask waits until the visitor agrees to a download.
	#ask(bytes, signal) {
		if (bytes <= Math.max(freely, this.#agreed)) return Promise.resolve();
		this.#show("ask", `This downloads ${megabytes(bytes)} once.`, "Download and draw");
		return new Promise((agree, refuse) => {
			this.#agree = () => { this.#agreed = bytes; this.#agree = undefined; this.#show("busy", "Downloading", "Stop"); agree(); };
			signal.addEventListener("abort", () => { this.#agree = undefined; refuse(signal.reason); }, { once: true });
		});
	}

	#pressed() {
		if (this.#agree) return this.#agree();
		if (this.#job) return this.#job.abort();
		if (!this.#blob && modelBytes) this.#agreed = modelBytes + pageBytes + freely;
		this.generate();
	}

	#rest(problem = "") {
		const size = modelBytes ? `Made on this device; the first time downloads ${megabytes(modelBytes + pageBytes)}.` : "Made on this device.";
		if (this.#blob) this.#show("done", problem, "Draw again");
		else this.#show("rest", problem || size, "Draw this picture");
	}

	#show(state, words, label) {
		this.setAttribute("state", state);
		this.#say(words);
		this.#label.textContent = label;
		this.#button.hidden = this.reveal === "manual" && state === "rest";
		this.#progress.hidden = true;
	}

	#emit(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

for (const name of [...texts, ...numbers]) {
	const standard = { loading: "lazy", reveal: "interaction" }[name] ?? "";
	Object.defineProperty(UnclipImage.prototype, camel(name), {
		configurable: true,
		enumerable: true,
		get() {
			const value = this.getAttribute(name);
			return numbers.includes(name) ? value === null || value === "" ? undefined : Number(value) : value ?? standard;
		},
		set(value) {
			if (value === null || value === undefined) this.removeAttribute(name);
			else this.setAttribute(name, value);
		},
	});
}

if (!customElements.get("unclip-image")) customElements.define("unclip-image", UnclipImage);

export { UnclipImage };
