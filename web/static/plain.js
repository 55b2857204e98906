// The frame as its own host, for a plain <iframe>: the same element, connected
// to an engine in this document rather than in a frame of its own.
import { UnclipImage } from "./widget.js";
import { Artist } from "./engine.js";
import { Link } from "./link.js";

class Local extends Link {
	#artist = new Artist((m) => this.heard(m));

	async open(model) { await this.#artist.start(model); }

	send(m) {
		if (m.type === "install") this.#artist.install();
		else if (m.type === "abort") this.#artist.abort(m.job);
		else this.#artist.draw(m);
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
	element.lang = navigator.language; // the document's own says nothing of the page around it
	for (const name of ["prompt", "negative", "seed", "lang", "steps", "guidance", "size", "alt", "theme", "model"]) {
		if (parameters.has(name)) element.setAttribute(name, parameters.get(name).slice(0, 1000));
	}
	document.body.append(element);
}
