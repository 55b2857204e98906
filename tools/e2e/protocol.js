// Throws random messages at protocol.js: what passes must be within all limits,
// and what does not must be Refused, never another error.
(async (address, count, seed) => {
	const { read, Door, Meter, Refused, limits } = await import(address);
	let state = BigInt(seed);
	const next = (n) => { state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn; return Number(state >> 33n) % n; };
	const pick = (list) => list[next(list.length)];
	const junk = [undefined, null, "", "a", "unclip", "1", 1, 0, -1, 1.5, NaN, Infinity, 1e300, true, {}, [], "\ud800", "S".repeat(1000), "é".repeat(1001), "🦊".repeat(1000), "🦊".repeat(1001), "x".repeat(70000), new Map(), Symbol.iterator, () => 1, 5n, new Blob(["x"]), new Blob([]), new Blob([new Uint8Array((16 << 20) + 1)]), "inverted", "18446744073709551615", "18446744073709551616", "007"];
	const names = ["source", "v", "id", "type", "prompt", "negative", "seed", "steps", "guidance", "size", "model", "job", "image", "other", "start", "eta", "at", "count", "__proto__", "constructor", "extra"];
	const types = ["hello", "install", "generate", "vary", "blend", "abort", "toString", "state"];
	const file = new Blob(["a picture"]);
	const sound = (x) => x === undefined || x.size > 0 && x.size <= limits.pictureBytes;
	let passed = 0, refused = 0;
	const problems = [];
	for (let i = 0; i < count && problems.length < 5; i++) {
		const m = next(50) === 0 ? pick(junk) : { source: "unclip", v: 1, id: "id" + next(9), type: pick(types) };
		if (typeof m === "object" && m !== null && !(m instanceof Blob)) { // the files are used again
			if (m.type === "generate" && next(2)) m.prompt = "red apple";
			if (m.type === "abort" && next(2)) m.job = "id1";
			if ((m.type === "vary" || m.type === "blend") && next(2)) m.image = m.other = file;
			if (m.type === "vary") delete m.other;
			for (let k = next(4); k > 0; k--) Object.defineProperty(m, pick(names), { value: pick(junk), enumerable: true, configurable: true, writable: true });
		}
		try {
			const out = read(m);
			passed++;
			if (!types.slice(0, 6).includes(out.type) || !sound(out.image) || !sound(out.other) || out.type !== "vary" && out.type !== "blend" && out.image || [...(out.prompt ?? "")].length > 1000 || out.seed && BigInt(out.seed) >= 1n << 64n || new TextEncoder().encode(JSON.stringify(out, (name, x) => (x instanceof Blob ? 0 : x))).length > limits.messageBytes + 200 || Object.keys(out).some((n) => !names.slice(2, 18).includes(n))) problems.push("passed: " + JSON.stringify(out).slice(0, 200));
		} catch (error) {
			refused++;
			if (!(error instanceof Refused)) problems.push(String(error) + " " + String(m?.type));
		}
	}
	// A door: one source, one origin, a hello first, ten messages a second.
	const us = {}, hello = { source: "unclip", v: 1, id: "a", type: "hello" };
	const tries = (door, event, now) => { try { return door.admit(event, now).type; } catch (error) { return error.code; } };
	const from = (source, origin, data = hello) => ({ source, origin, data });
	const told = (() => {
		const door = new Door(us, "https://widget");
		return [tries(door, from({}, "https://host"), 0), tries(door, from(us, "https://widget"), 0), tries(door, from(us, "https://host", { ...hello, type: "install" }), 0),
			tries(door, from(us, "https://host"), 0), tries(door, from(us, "https://other"), 0), tries(door, from(us, "https://host", { ...hello, type: "install" }), 0), tries(new Door(us, "null"), from(us, "null"), 0)].join(" ");
	})();
	const meter = new Meter();
	let allowed = 0;
	for (let ms = 0; ms < 3000; ms++) allowed += meter.allow(ms) ? 1 : 0;
	return { passed, refused, problems, told, allowed };
})
