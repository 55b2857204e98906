// Starts the page: compiles the one wasm binary, keeps the module for the
// worker, and runs the page's role.
"use strict";

// Vugu evaluates its renderer when it starts. vugu.js has defined the renderer
// already, so that the page works without permission to evaluate strings.
window.eval = () => undefined;

async function compile(address) {
	const response = await fetch(address);
	if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
	return WebAssembly.compileStreaming(response);
}

async function boot() {
	const module = await compile("unclip.wasm");
	globalThis.unclipModule = module;
	const go = new Go();
	await go.run(await WebAssembly.instantiate(module, go.importObject));
	throw new Error("the page's program ended");
}

function explain(error) {
	console.error(error);
	const old = typeof WebAssembly === "undefined";
	const text = old
		? "This browser has no WebAssembly, which the page needs. Chrome 113+, Edge 113+ and Safari 26+ have it."
		: `The page could not go on (${error.message}). Reload it; if that does not help, check the connection.`;
	const notice = document.createElement("p");
	notice.className = "notice";
	notice.setAttribute("role", "alert");
	notice.textContent = text;
	document.body.append(notice);
}

boot().catch(explain);
