// Drives link.js with a frame that says what a test wants, and tells what became of
// each picture that was asked for.
(async (address) => {
	const { Link } = await import(address);
	const soon = (ms) => new Promise((go) => setTimeout(go, ms));

	// Slow is a link to an engine that hears late and draws for a while, one picture
	// at a time, as the one behind a frame and a worker does.
	class Slow extends Link {
		sent = [];
		#drawing;
		send(m) { this.sent.push(m.type); setTimeout(() => this[m.type](m), 15); }
		says(m, ms = 15) { setTimeout(() => this.heard(m), ms); }
		stands(phase, ms) { this.says({ type: "state", id: "", phase, missing: 0 }, ms); }
		generate({ id }) {
			if (this.#drawing) return this.says({ type: "error", id, code: "busy", message: "", advice: "" });
			this.#drawing = id;
			this.stands("generating");
			setTimeout(() => this.ends(id, { type: "picture", id, index: 0, of: 1 }), 100);
		}
		abort({ job }) { if (job === this.#drawing) setTimeout(() => this.ends(job, { type: "error", id: job, code: "cancelled", message: "", advice: "" }), 40); }
		ends(id, m) {
			if (this.#drawing !== id) return;
			this.#drawing = undefined;
			this.says(m);
			this.stands("ready", 16);
		}
	}

	let number = 0;
	const draw = (link) => {
		const stop = new AbortController(), told = [];
		const end = link.draw({ type: "generate", prompt: "apple" }, { id: "job" + ++number, signal: stop.signal, tell: ({ stage }) => told.push(stage), ask: async () => {}, ready: () => told.push("ready") })
			.then(() => "drawn", (error) => error.code.toString());
		return { told, stop: () => stop.abort(new DOMException("", "AbortError")), end: Promise.race([end, soon(5000).then(() => "waits for ever")]) };
	};
	const dead = (link) => {
		link.heard({ type: "error", id: "", code: "worker-failed", message: "", advice: "" });
		link.heard({ type: "state", id: "", phase: "failed", missing: 0 });
	};
	const ready = () => {
		const link = new Slow();
		link.heard({ type: "state", id: "", phase: "ready", missing: 0 });
		return link;
	};
	const told = async (...drawn) => (await Promise.all(drawn.map(async ({ end, told }) => `${await end}: ${told.join(" ")}`))).join(", ");

	const plays = {
		async "one after the other"() {
			const link = ready();
			return told(draw(link), draw(link));
		},
		async "each in place of the one before"() {
			const link = ready(), all = [];
			for (let i = 0; i < 5; i++) {
				all.at(-1)?.stop();
				all.push(draw(link));
				await soon(10 + 20 * (i % 3));
			}
			return (await Promise.all(all.map(({ end }) => end))).join(" ");
		},
		async "stopped while it waits"() {
			const link = ready(), first = draw(link), second = draw(link);
			second.stop();
			const early = await Promise.race([second.end, first.end]);
			return `${early}, ${await first.end}, ${await draw(link).end}: ${link.sent.join(" ")}`;
		},
		async "an engine that does not start"() {
			const link = new Slow(), first = draw(link);
			await soon(10);
			dead(link);
			return `${await first.end} ${await draw(link).end}`;
		},
		async "an engine that dies at work"() {
			const link = ready(), first = draw(link), second = draw(link);
			await soon(50);
			dead(link);
			return `${await first.end} ${await second.end} ${await draw(link).end}`;
		},
	};
	const out = {};
	for (const [name, play] of Object.entries(plays)) out[name] = await play();
	return out;
})
