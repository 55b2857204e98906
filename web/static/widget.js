// <unclip-image>: a picture from words, made on the visitor's device. Until it
// is activated it costs this file only; the rest comes with drawing.js.
const modelBytes = 0; // of the model, for a first picture; written by the release
const pageBytes = 1.6e6; // of the engine

const texts = ["prompt", "negative", "seed", "alt", "poster", "loading", "reveal", "model", "theme", "isolation", "base-url"];
const numbers = ["steps", "guidance", "size"];

// words are those before it is activated; phrases.js has the others.
const words = {
	en: { name: "Picture from words", here: "Made on this device", first: "; the first time downloads # MB", draw: "Draw this picture", stop: "Stop", lost: "It did not load. Reload the page." },
	de: { name: "Bild aus Worten", here: "Entsteht auf diesem Gerät", first: "; das erste Mal lädt # MB", draw: "Dieses Bild zeichnen", stop: "Anhalten", lost: "Nicht geladen. Laden Sie die Seite neu." },
	es: { name: "Imagen hecha de palabras", here: "Se hace en este dispositivo", first: "; la primera vez descarga # MB", draw: "Dibujar esta imagen", stop: "Parar", lost: "No se cargó. Recarga la página." },
	ar: { name: "صورة من الكلمات", here: "تُصنع على هذا الجهاز", first: "؛ وتنزّل أول مرة # م.ب", draw: "ارسم هذه الصورة", stop: "أوقف", lost: "تعذّر التحميل. أعد تحميل الصفحة." },
};

// spoken is the language of an element: its page's, else the browser's.
const spoken = (element, all = Object.keys(words)) =>
	all.find((tag) => element.matches(`:lang(${tag})`)) ?? all.find((tag) => navigator.language.startsWith(tag)) ?? "en";

const style = new CSSStyleSheet();
style.replaceSync(`
:host { display: inline-block; inline-size: 20rem; max-inline-size: 100%; color-scheme: light dark;
	font: var(--unclip-font, 0.9375rem/1.4 system-ui, sans-serif); color: var(--unclip-color, light-dark(#22201c, #eeece6)); }
:host([hidden]) { display: none; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
.frame { position: relative; display: grid; margin: 0; aspect-ratio: 1; overflow: hidden;
	border-radius: var(--unclip-radius, 0.75rem); background: var(--unclip-background, light-dark(#ebe8e1, #2a2824)); }
.frame > * { grid-area: 1 / 1; }
.poster, .picture, ::slotted([slot=poster]) { inline-size: 100%; block-size: 100%; object-fit: cover; }
.foot { align-self: end; display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; padding: 0.75rem; transition: opacity 0.2s; }
button { font: inherit; font-weight: 600; padding: 0.5rem 1rem; border: 0; border-radius: 999px; cursor: pointer;
	color: var(--unclip-accent-color, #fff); background: var(--unclip-accent, #0f6b5c); }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.status { flex: 1 1 100%; margin: 0; order: -1; padding: 0.25rem 0.5rem; border-radius: 0.5rem;
	background: light-dark(#fffd, #000c); }
.status:empty, [hidden] { display: none !important; }
.news { position: absolute; contain: strict; inline-size: 1px; block-size: 1px; clip-path: inset(50%); }
progress { flex: 1; accent-color: var(--unclip-accent, #0f6b5c); }
:host([state=done]:not(:hover, :focus-within)) .foot:has(.problem:empty) { opacity: 0; }
@media (prefers-reduced-motion: reduce) { .foot { transition: none; } }
`);

// make builds an element without markup, for hosts that allow none.
function make(tag, { part, ...rest }, ...children) {
	const element = Object.assign(document.createElement(tag), rest);
	if (part) element.part = element.className = part;
	element.append(...children);
	return element;
}

const load = () => import("./drawing.js");
const warm = () => fetch(new URL("./drawing.js", import.meta.url)).catch(() => {}); // a failed import or preload is final

export class UnclipImage extends HTMLElement {
	static observedAttributes = ["prompt", "alt", "poster"];

	// What drawing.js works on: parts, the job under way, the last picture (blob) and its words (drawn).
	#face = {
		element: this,
		poster: make("img", { part: "poster", alt: "", hidden: true }),
		picture: make("img", { part: "picture", hidden: true }),
		status: make("p", { part: "status" }),
		problem: make("p", { part: "status problem", role: "alert" }),
		news: make("p", { className: "news", role: "status" }), // to be heard
		button: make("button", { part: "button" }),
		label: make("span", {}),
		progress: make("progress", { part: "progress", hidden: true }),
		agreed: 0, // bytes that the visitor agreed to
		show: (...state) => this.#show(...state),
		rest: (problem) => this.#rest(problem),
		named: () => this.#named(),
	};
	#internals = this.attachInternals();
	#foot;
	#watch;

	constructor() {
		super();
		const { poster, picture, status, problem, news, button, label, progress } = this.#face;
		const root = this.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [style];
		button.append(make("slot", { name: "button" }, label));
		this.#foot = make("div", { part: "foot" }, status, problem, button, progress);
		root.append(make("figure", { part: "frame" }, make("slot", { name: "poster" }, poster), picture, this.#foot), news, make("slot", { name: "caption" }));
		button.addEventListener("click", () => this.#pressed());
		for (const sign of ["pointerover", "focusin"]) this.addEventListener(sign, warm, { once: true });
	}

	connectedCallback() {
		this.#internals.role = "group";
		this.#named();
		if (!this.#face.job && !this.#face.blob) this.#rest();
		if (this.reveal !== "auto" || this.#watch || this.#face.blob) return;
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
		queueMicrotask(() => this.isConnected || this.#face.job?.abort()); // it may only have moved
	}

	attributeChangedCallback() {
		const { poster, blob } = this.#face;
		poster.hidden = !this.poster || !!blob;
		if (this.poster) poster.src = this.poster;
		this.#named();
	}

	// named says what is to be seen: a picture keeps the words that it was drawn from.
	#named() {
		const name = this.alt || (this.#face.drawn ?? this.prompt) || words[spoken(this)].name;
		this.#face.picture.alt = this.#internals.ariaLabel = name;
	}

	get blob() { return this.#face.blob; }
	get loaded() { return !!this.blob; }

	// All return {id, promise, abort}; options take the place of attributes.
	generate(options) { return this.#begin("generate", options); }
	variations(options) { return this.#begin("vary", options); }
	blend(other, options) { return this.#begin("blend", { other, ...options }); }

	async toBlob() {
		if (this.blob) return this.blob;
		if (this.#face.job) return (await this.#face.job.promise).blob;
		throw new DOMException("There is no picture yet; call generate() first.", "InvalidStateError");
	}

	async toDataURL() { return (await load()).address(await this.toBlob()); }

	#begin(type, options) {
		this.#face.job?.abort();
		const stop = new AbortController(), id = Math.random().toString(36).slice(2);
		const abort = () => stop.abort(new DOMException("The picture was cancelled.", "AbortError"));
		const job = this.#face.job = { id, type, options, signal: stop.signal, abort };
		this.#show("busy", words[spoken(this)].stop);
		job.promise = load().then(({ draw }) => draw(job, this.#face), (error) => this.#lost(job, error));
		job.promise.catch(() => {}); // the error event tells as well
		return { id, promise: job.promise, abort };
	}

	// lost is a job without its script.
	#lost(job, error) {
		const { id, signal } = job;
		if (this.#face.job === job) {
			this.#face.job = undefined;
			this.#rest(signal.aborted ? "" : words[spoken(this)].lost);
		}
		signal.throwIfAborted();
		this.dispatchEvent(new CustomEvent("error", { detail: { id, code: "no-network", message: error.message, advice: "" } }));
		throw error;
	}

	// size is how much a first picture downloads, if known.
	get #size() { return modelBytes && !this.model && !this.baseUrl ? modelBytes + pageBytes : 0; }

	#pressed() {
		const { agree, job, blob } = this.#face;
		if (agree) return agree();
		if (job) return job.abort();
		if (!blob) this.#face.agreed = this.#size;
		this.generate();
	}

	#rest(problem = "") {
		const tongue = spoken(this), { here, first, draw } = words[tongue], size = this.#size / 1e6;
		this.#show("rest", draw, problem ? "" : here + (size ? first.replace("#", Math.ceil(size).toLocaleString(tongue)) : "") + ".", problem);
	}

	#show(state, label, status = "", problem = "") {
		const face = this.#face, tongue = face.tongue = spoken(this);
		this.setAttribute("state", state);
		face.picture.ariaBusy = state === "busy"; // not what holds the button: readers may hide it
		for (const part of [this.#foot, face.news]) Object.assign(part, { lang: tongue, dir: tongue === "ar" ? "rtl" : "ltr" });
		face.label.textContent = label;
		face.status.textContent = status;
		face.problem.textContent = problem;
		face.button.hidden = this.reveal === "manual" && state === "rest";
		face.progress.hidden = true;
	}
}

for (const name of [...texts, ...numbers]) {
	const standard = { loading: "lazy", reveal: "interaction" }[name] ?? "";
	Object.defineProperty(UnclipImage.prototype, name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), {
		configurable: true,
		enumerable: true,
		get() {
			const value = this.getAttribute(name);
			return numbers.includes(name) ? value ? Number(value) : undefined : value ?? standard;
		},
		set(value) {
			if (value == null) this.removeAttribute(name);
			else this.setAttribute(name, value);
		},
	});
}

customElements.get("unclip-image") ?? customElements.define("unclip-image", UnclipImage);
