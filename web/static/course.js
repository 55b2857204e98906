// Course is how far a job is, from 0 to 1: one figure over the download and all
// stages of all pictures, which never falls.

// A stage counts for about what it costs, beside a download on a fair line.
const costs = { download: 10, compile: 1, text: 1, image: 1, prior: 2, invert: 4, decoder: 5, upsample: 5 };

// These run while the rest of the model is still on its way.
const early = ["compile", "text", "image", "prior"];

export class Course {
	#shares; // of each stage that is to come, in their order, how much is done
	#figure = 0;

	constructor(stages) { this.#shares = new Map(stages.map((name) => [name, 0])); }

	// reach takes in how far a stage of one picture is and returns the figure.
	reach({ stage, done, total, index, of }) {
		const pictures = of || 1;
		for (const name of this.#shares.keys()) {
			if (name === stage) break;
			if (name !== "download" || !early.includes(stage)) this.#raise(name, (index + 1) / pictures);
		}
		if (total > 0) this.#raise(stage, (index + done / total) / pictures);
		return this.#figure = Math.max(this.#figure, this.#sum());
	}

	#raise(name, share) {
		if (this.#shares.has(name)) this.#shares.set(name, Math.max(this.#shares.get(name), share));
	}

	#sum() {
		let done = 0, all = 0;
		for (const [name, share] of this.#shares) {
			done += share * costs[name];
			all += costs[name];
		}
		return done / all;
	}
}
