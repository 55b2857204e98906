// The frame as its own host, for a plain <iframe>: the same element, connected
// to an engine in this document rather than in a frame of its own.
import { UnclipImage } from "./widget.js";
import { Engine, png } from "./engine.js";
import { Link } from "./link.js";

class Local extends Link {
	#engine = new Engine((m) => this.#heard(m));
	#job;

	async open(model) { await this.#engine.start(model); }

	send(m) {
		if (m.type === "install") this.#engine.install();
		if (m.type === "generate") this.#job = { id: m.id, ...this.#ask(m) };
		if (m.type === "abort" && this.#job?.id === m.job) this.#engine.cancel(this.#job.number);
		if (m.type === "abort" && m.job === "install") this.#engine.cancel(0);
	}

	#ask(m) {
		const { id: number, seed } = this.#engine.draw(m);
		return { number, seed };
	}

	async #heard(m) {
		const id = this.#job?.id ?? "";
		if (m.kind === "state") this.heard({ type: "state", id: "", phase: m.phase, name: m.model.name, missing: Math.max(0, m.model.bytes - m.model.cachedBytes) });
		if (m.kind === "progress") this.heard({ ...m, type: "progress", id });
		if (m.kind === "failed") this.heard({ ...m, type: "error", id });
		if (m.kind === "picture") this.heard({ type: "picture", id, seed: this.#job.seed, width: m.width, height: m.height, model: m.model, truncated: m.truncated, blob: await png(m) });
	}
}

// show fills the document with one element, its attributes from the address.
export function show(parameters) {
	let link;
	UnclipImage.connect = async ({ model }) => {
		if (!link) {
			link = new Local();
			await link.open(model);
		}
		return link;
	};
	const element = document.createElement("unclip-image");
	for (const name of ["prompt", "seed", "steps", "guidance", "size", "alt", "theme", "model"]) {
		if (parameters.has(name)) element.setAttribute(name, parameters.get(name).slice(0, 1000));
	}
	document.body.append(element);
}
