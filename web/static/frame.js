// The widget's frame: takes messages from the page that embeds it, through
// protocol.js, and runs the engine. Answers go through the port that came with
// the hello, or to the exact origin that sent it.
import { Door, limits, read, Meter, Refused } from "./protocol.js";
import { Engine, png } from "./engine.js";

const nonce = new URLSearchParams(location.hash.slice(1)).get("nonce") ?? "";
const door = new Door(parent, self.origin);
let reply = () => {};
let engine;
let job; // { id, number, seed } under way

const post = (message) => reply({ source: "unclip", v: 1, ...message });
const fail = (id, code, message, advice = "") => post({ type: "error", id, code, message, advice });

function describe(m) {
	return { phase: m.phase, name: m.model.name, bytes: m.model.bytes, missing: Math.max(0, m.model.bytes - m.model.cachedBytes) };
}

async function heard(m) {
	switch (m.kind) {
	case "state": return post({ type: "state", id: "", ...describe(m) });
	case "progress": return post({ type: "progress", id: job?.id ?? "", stage: m.stage, done: m.done, total: m.total });
	case "picture": return drawn(m);
	case "failed": {
		const id = job?.id ?? "";
		job = undefined;
		return fail(id, m.code, m.message, m.advice);
	}
	}
}

async function drawn(m) {
	if (!job || m.id !== job.number) return;
	const { id, seed } = job;
	job = undefined;
	post({ type: "picture", id, seed, width: m.width, height: m.height, model: m.model, truncated: m.truncated, blob: await png(m) });
}

const deeds = {
	async hello({ id, model }) {
		if (engine) return post({ type: "welcome", id, nonce });
		engine = new Engine(heard);
		post({ type: "welcome", id, nonce });
		await engine.start(model ?? "");
	},
	install({ id }) {
		if (engine?.state?.phase !== "idle") return fail(id, "bad-request", "There is nothing to download now.");
		engine.install();
	},
	generate(m) {
		if (engine?.state?.phase !== "ready" || job) return fail(m.id, "busy", "The engine is not ready, or at work.", "Wait for the state ready.");
		const { id: number, seed } = engine.draw(m);
		job = { id: m.id, number, seed };
	},
	abort({ job: id }) {
		if (id === "install") engine?.cancel(0);
		else if (job?.id === id) engine.cancel(job.number);
	},
};

function perform(message) {
	Promise.resolve(deeds[message.type](message)).catch((error) => fail(message.id, "worker-failed", `The engine did not start: ${error.message}.`, "Reload the page."));
}

// tell answers a refused message where that may be done: never to strangers,
// and once a second at most, so that a flood is not echoed.
const complaints = new Meter();
function tell(error) {
	if (!(error instanceof Refused)) throw error;
	if (error.code !== "not-ours" && complaints.allow(performance.now() * limits.perSecond)) fail("", error.code, error.message);
}

// Once there is a port, it alone is listened to.
function listenTo(port) {
	const meter = new Meter();
	reply = (message) => port.postMessage(message);
	port.onmessage = ({ data }) => {
		try {
			if (!meter.allow(performance.now())) throw new Refused("too-many", "More than 10 messages a second.");
			perform(read(data));
		} catch (error) {
			tell(error);
		}
	};
}

addEventListener("message", (event) => {
	try {
		const message = door.admit(event, performance.now());
		if (message.type === "hello" && event.ports.length === 1 && !engine) listenTo(event.ports[0]);
		else if (event.ports.length > 0) throw new Refused("bad-request", "Only the first hello may bring a port.");
		else if (event.origin === "null") throw new Refused("bad-request", "A page without an origin must bring a port.");
		else if (!engine) reply = (m) => parent.postMessage(m, door.host);
		perform(message);
	} catch (error) {
		tell(error);
	}
});

// Without a widget around it, the frame shows itself: ?prompt=…&seed=…
if (parent !== window && !nonce) import("./plain.js").then(({ show }) => show(new URLSearchParams(location.search)));
if (parent === window) document.body.textContent = "This page is for embedding. The whole studio is one level up.";
