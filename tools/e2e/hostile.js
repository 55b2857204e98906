// Hostile things that an embedding page can do to the widget's frame. Each runs
// against a fresh frame; what comes back within a moment is the verdict's.
(async (frameAddress) => {
	const ok = { source: "unclip", v: 1, id: "a", type: "hello", model: "" };
	const draw = { ...ok, type: "generate", prompt: "SECRET" };
	const wait = (ms) => new Promise((go) => setTimeout(go, ms));
	const to = new URL(frameAddress).origin;
	let deep = {};
	for (let i = 0; i < 1000; i++) deep = { deep };

	const scripts = {
		"no source": (f) => f({ ...ok, source: undefined }),
		"another source": (f) => f({ ...ok, source: "SECRET" }),
		"version 0": (f) => f({ ...ok, v: 0 }),
		"version as text": (f) => f({ ...ok, v: "1" }),
		"no id": (f) => f({ ...ok, id: undefined }),
		"id with markup": (f) => f({ ...ok, id: "<SECRET>" }),
		"id as number": (f) => f({ ...ok, id: 7 }),
		"unknown type": (f) => f({ ...ok, type: "SECRET" }),
		"type __proto__": (f) => f({ ...ok, type: "__proto__" }),
		"type constructor": (f) => f({ ...ok, type: "constructor" }),
		"generate first": (f) => f(draw),
		"install first": (f) => f({ ...ok, type: "install", model: undefined }),
		"abort first": (f) => f({ source: "unclip", v: 1, id: "a", type: "abort", job: "SECRET" }),
		"long prompt": (f) => f({ ...draw, prompt: "S".repeat(1001) }),
		"huge prompt": (f) => f({ ...draw, prompt: "SECRET".repeat(100000) }),
		"lone surrogates": (f) => f({ ...draw, prompt: "\ud800".repeat(1001) }),
		"prompt as object": (f) => f({ ...draw, prompt: { SECRET: 1 } }),
		"deep": (f) => f({ ...ok, deep }),
		"array": (f) => f([ok]),
		"text": (f) => f("SECRET"),
		"nothing": (f) => f(null),
		"number": (f) => f(1e308),
		"map": (f) => f(new Map(Object.entries(ok))),
		"date": (f) => f(new Date()),
		"error": (f) => f(new Error("SECRET")),
		"buffer moved over": (f) => { const b = new ArrayBuffer(1 << 20); f({ ...ok, b }, [b]); },
		"own __proto__": (f) => f(JSON.parse('{"source":"unclip","v":1,"id":"a","type":"hello","__proto__":{"SECRET":1}}')),
		"member constructor": (f) => f({ ...ok, constructor: "SECRET" }),
		"member too many": (f) => f({ ...ok, SECRET: "SECRET" }),
		"many members": (f) => f(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`SECRET${i}`, 1]))),
		"model upwards": (f) => f({ ...ok, model: "../../SECRET" }),
		"model elsewhere": (f) => f({ ...ok, model: "https://SECRET.example/" }),
		"seed too large": (f) => f({ ...draw, seed: "18446744073709551616" }),
		"seed as code": (f) => f({ ...draw, seed: "1;SECRET" }),
		"guidance not a number": (f) => f({ ...draw, guidance: NaN }),
		"steps negative": (f) => f({ ...draw, steps: -1 }),
		"size endless": (f) => f({ ...draw, size: 1e9 }),
		"blob": (f) => f({ ...ok, blob: new Blob(["SECRET"]) }),
		"picture that is no file": (f) => f({ ...ok, type: "vary", model: undefined, image: { SECRET: 1, size: 1 } }),
		"picture too large": (f) => f({ ...ok, type: "vary", model: undefined, image: new Blob([new Uint8Array((16 << 20) + 1)]) }),
		"picture first": (f) => f({ ...ok, type: "vary", model: undefined, image: new Blob(["SECRET"]) }),
		"two ports": (f) => { const a = new MessageChannel(), b = new MessageChannel(); f(ok, [a.port1, b.port1]); },
		"flood": (f) => { for (let i = 0; i < 10000; i++) f({ ...ok, v: i + 2 }); },
		"from a sibling": async (f, frame) => {
			const sibling = document.createElement("iframe");
			sibling.srcdoc = "<script>parent.frames[" + [...document.querySelectorAll("iframe")].indexOf(frame) + "].postMessage(" + JSON.stringify(ok) + ", '*')</script>";
			document.body.append(sibling);
			await wait(200);
			sibling.remove();
		},
	};

	const verdicts = [];
	for (const [name, run] of Object.entries(scripts)) {
		const frame = document.createElement("iframe");
		frame.sandbox = "allow-scripts allow-same-origin";
		const loaded = new Promise((go) => { frame.onload = go; });
		frame.src = frameAddress;
		document.body.append(frame);
		await loaded;
		const heard = [];
		const hear = (e) => { if (e.source === frame.contentWindow) heard.push(e.data); };
		addEventListener("message", hear);
		await run((m, transfer = []) => frame.contentWindow.postMessage(m, to, transfer), frame);
		await wait(name === "flood" ? 1500 : 150);
		removeEventListener("message", hear);
		frame.remove();
		verdicts.push({ name, accepted: heard.filter((m) => m.type !== "error").length, replies: heard.length, leaks: JSON.stringify(heard).includes("SECRET") });
	}
	return verdicts;
})
