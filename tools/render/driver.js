// Drives the engine's worker without the page: says hello, installs, asks for
// pictures one after the other, and answers with plain JSON. The memory of page
// and worker is sampled all the while.
(async (ask) => {
	const started = performance.now();
	const module = await WebAssembly.compileStreaming(fetch("/unclip.wasm"));
	const worker = new Worker("/worker.js");
	const result = { pictures: [], startMillis: 0, installMillis: 0, peakBytes: 0, adapter: "" };

	let wake = () => {};
	const inbox = [];
	worker.onmessage = ({ data }) => { inbox.push(data); wake(); };
	worker.onerror = (e) => { inbox.push({ kind: "failed", message: e.message, advice: "" }); wake(); };
	const next = async () => {
		while (inbox.length === 0) await new Promise((done) => { wake = done; });
		return inbox.shift();
	};

	let measuring = true;
	const measure = async () => {
		while (measuring && performance.measureUserAgentSpecificMemory) {
			const { bytes } = await performance.measureUserAgentSpecificMemory();
			result.peakBytes = Math.max(result.peakBytes, bytes);
			await new Promise((done) => setTimeout(done, 500));
		}
	};

	// until waits for a phase and hands every message on the way to each.
	const until = async (phases, each = () => {}) => {
		for (;;) {
			const m = await next();
			if (m.kind === "failed") throw new Error(`${m.message} ${m.advice}`);
			if (m.kind === "state") {
				result.adapter = m.adapter || result.adapter;
				result.model = m.model;
				if (phases.includes(m.phase)) return m.phase;
				if (m.phase === "failed") throw new Error("the engine failed to start");
				continue;
			}
			if (m.kind === "progress") console.log(`progress ${m.stage} ${m.done}/${m.total}`);
			each(m);
		}
	};

	const base64 = (bytes) => {
		let text = "";
		for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
		return btoa(text);
	};

	// bytes turns the pixels of a message from base64 into an array.
	const bytes = (m) => {
		for (const [name, value] of Object.entries(m)) {
			if (name === "pixels") m[name] = Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
			else if (typeof value === "object" && !Array.isArray(value)) bytes(value);
		}
		return m;
	};

	// gpu is what decides how the engine plans; see wasm/gpu/webgpu/adapter_js.go.
	const gpu = async () => {
		const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
		const { features, info } = adapter ?? { features: new Set(), info: {} }; // none for a while behind two losses
		const cpu = /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${info.architecture} ${info.description} ${info.device}`);
		return {
			features: ["shader-f16", "subgroups", "timestamp-query"].filter((name) => features.has(name)),
			subgroupMin: info.subgroupMinSize ?? 0, subgroupMax: info.subgroupMaxSize ?? 0, fallback: Boolean(info.isFallbackAdapter) || cpu,
		};
	};

	worker.postMessage({ module });
	worker.postMessage({ kind: "hello", base: location.origin + "/", features: ["webgpu"] });
	const phase = await until(["idle", "ready"]);
	result.startMillis = performance.now() - started;
	if (phase === "idle") {
		const from = performance.now();
		worker.postMessage({ kind: "install", place: "device" });
		await until(["ready"]);
		result.installMillis = performance.now() - from;
	}
	const sampling = measure();
	for (const g of ask) {
		const from = performance.now();
		worker.postMessage(bytes(g));
		await until(["ready"], (m) => {
			if (m.kind === "findings") result.findings = m;
			if (m.kind !== "picture") return;
			result.pictures.push({
				id: m.id, width: m.width, height: m.height, rgba: base64(m.pixels),
				stageMillis: m.stageMillis, truncated: m.truncated, millis: performance.now() - from,
			});
		});
	}
	result.gpu = await gpu();
	measuring = false;
	await Promise.race([sampling, new Promise((done) => setTimeout(done, 2000))]);
	worker.terminate();
	return result;
})
