// Drives engine.js with an engine that says what a test wants, in an order that a
// real one rarely takes, and tells what became of it.
(async (address) => {
	const { Artist } = await import(address);
	WebAssembly.compileStreaming = async () => undefined;

	// play starts an artist and returns what it asks of its engine and tells its page.
	const play = async (acts) => {
		const asked = [], told = [];
		let engine;
		globalThis.Worker = class {
			constructor() { engine = this; }
			postMessage({ kind, place, id, ...more }) {
				asked.push([kind, place, id].filter((x) => x !== undefined).join(" "));
				if (kind === "generate" && more.guidance !== more.imageGuidance) asked.push(`with ${more.guidance} for words and ${more.imageGuidance} for z_i`);
			}
		};
		const artist = new Artist(({ type, id, phase, code }) => told.push([type, id, phase ?? code].filter(Boolean).join(" ")));
		await artist.start("");
		const says = (kind, rest) => engine.onmessage({ data: { kind, ...rest } });
		await acts(artist, {
			stands: (phase) => says("state", { phase, model: { name: "tiny", bytes: 2, cachedBytes: 0, can: [], defaults: {} } }),
			dies: () => engine.onerror({ message: "" }),
			fails: (id, code) => says("failed", { id, code, message: "", advice: "" }),
			goesOn: (id) => says("progress", { id, stage: "prior", done: 1, total: 2, index: 0, of: 1 }),
		});
		return { asked: asked.join(", "), told: told.join(", ") };
	};
	const apple = { type: "generate", id: "apple", prompt: "red apple" };
	return {
		"no room, before a byte has come": await play(async (artist, engine) => {
			engine.stands("idle");
			artist.install();
			engine.stands("installing");
			await artist.draw(apple);
			engine.fails(0, "no-space");
			engine.stands("idle");
			engine.fails(1, "no-model");
			engine.stands("installing");
			engine.goesOn(2);
		}),
		"stopped as it overtakes": await play(async (artist, engine) => {
			engine.stands("idle");
			artist.install();
			engine.stands("installing");
			await artist.draw(apple);
			artist.abort("apple");
			artist.abort("install");
			engine.stands("generating");
			engine.fails(1, "cancelled");
			engine.stands("installing");
			engine.fails(0, "cancelled");
			engine.stands("idle");
			artist.install();
			engine.stands("installing");
		}),
		"asked too early, and twice": await play(async (artist, engine) => {
			await artist.draw(apple);
			engine.stands("idle");
			await artist.draw(apple);
			engine.stands("ready");
			await artist.draw(apple);
			await artist.draw({ ...apple, id: "pear" });
		}),
		"the engine dies": await play(async (artist, engine) => {
			engine.stands("ready");
			await artist.draw(apple);
			engine.dies();
			await artist.draw(apple);
		}),
		"the GPU keeps silent": await (async () => {
			const { requestAdapter } = navigator.gpu;
			navigator.gpu.requestAdapter = () => new Promise(() => {});
			const told = await play(async (artist, engine) => engine.stands("ready"));
			navigator.gpu.requestAdapter = requestAdapter;
			return told;
		})(),
		"the engine does not start": await (() => {
			WebAssembly.compileStreaming = async () => { throw new TypeError("not found"); };
			return play(async () => {});
		})(),
	};
})
