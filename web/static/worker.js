// Runs the engine's role of the one wasm binary in a worker. The page's first
// message brings the compiled module; what follows waits until Go listens.
"use strict";

const scripts = globalThis.trustedTypes?.createPolicy("unclip", { createScriptURL: (name) => name })
	?? { createScriptURL: (name) => name };
importScripts(scripts.createScriptURL("wasm_exec.js"), scripts.createScriptURL("glue.js"), scripts.createScriptURL("mirrors.js"));

const waiting = [];

// Go calls this when its own onmessage is in place.
globalThis.unclipReady = () => {
	for (const data of waiting.splice(0)) globalThis.onmessage({ data });
};

function stopped(why) {
	postMessage({ kind: "failed", id: 0, code: "worker-failed", message: why, advice: "", side: 0, kept: 0 });
}

async function run(module) {
	const go = new Go();
	await go.run(await WebAssembly.instantiate(module, go.importObject));
	stopped("The engine's program ended.");
}

globalThis.onmessage = ({ data }) => {
	if (data.module) {
		run(data.module).catch((error) => stopped(`The engine could not start: ${error.message}.`));
		return;
	}
	waiting.push(data);
};
