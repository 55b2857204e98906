// Starts the page: compiles the one wasm binary, keeps the module for the
// worker, and runs the page's role.
"use strict";

// Vugu evaluates its renderer when it starts. vugu.js has defined the renderer
// already, so that the page works without permission to evaluate strings.
window.eval = () => undefined;

const scripts = globalThis.trustedTypes?.createPolicy("unclip", { createScriptURL: (name) => name })
	?? { createScriptURL: (name) => name };

// The page's program starts its engine with this. The engine of a page that the
// browser puts aside when the visitor goes elsewhere ends: it would hold the GPU
// against other tabs without ever hearing them. It ends here, not in the
// program, because a program that is woken while its page is dismissed goes on
// with all its work, and pictures that it then shows count as connections,
// which the policy refuses.
let engine;
globalThis.unclipWorker = () => engine = new Worker(scripts.createScriptURL("worker.js"));

// While a tab holds the lock of a name, no other one takes over the work that is
// remembered under it. A page that is put aside lets go.
let letGo;
globalThis.unclipHold = (name) => {
	navigator.locks.request(name, () => new Promise((done) => letGo = done)).catch((error) => console.info(error.message));
};

addEventListener("pagehide", ({ persisted }) => {
	if (!persisted) return;
	engine?.terminate();
	letGo?.();
});

// Where the browser can, the whole page stays on this device.
const keeper = navigator.serviceWorker?.register(scripts.createScriptURL("sw.js"), { updateViaCache: "none" })
	.catch((error) => console.info(`the page is not kept: ${error.message}`));

// registered is what the browser knows of the keeper: nothing where it lets sites
// keep nothing, and the page starts all the same.
const registered = () => navigator.serviceWorker?.getRegistration().catch(() => undefined);

// ask puts a question to the keeper; no answer within five seconds is a no.
async function ask(question) {
	const active = (await registered())?.active;
	if (!active) return false;
	const { port1, port2 } = new MessageChannel();
	const answer = new Promise((tell) => {
		port1.onmessage = ({ data }) => tell(data === true);
		setTimeout(tell, 5000, false);
	});
	active.postMessage(question, [port2]);
	return answer;
}

// unclipKept tells whether the page would start without a network: its files
// are all here, as far as the browser has not cleared them since.
globalThis.unclipKept = async () => {
	await keeper;
	return ask("complete?");
};

// renew starts the page again with a newer release that waits for its turn, if
// no other tab needs the old one. A browser that does not hand over within five
// seconds goes on with the old one, whose files stay until the next visit.
async function renew() {
	const waiting = (await registered())?.waiting;
	if (!waiting || !await ask("alone?")) return;
	const changed = new Promise((tell) => navigator.serviceWorker.addEventListener("controllerchange", () => tell(true), { once: true }));
	waiting.postMessage("take over");
	if (!await Promise.race([changed, new Promise((tell) => setTimeout(tell, 5000, false))])) return;
	location.reload();
	await new Promise(() => {}); // nothing starts in a page that is going
}

async function compile(address) {
	const response = await fetch(address);
	if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
	return WebAssembly.compileStreaming(response);
}

async function boot() {
	await renew();
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
