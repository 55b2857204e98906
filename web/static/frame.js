// The widget's frame: takes messages from the page that embeds it, through
// protocol.js, and runs the engine. Answers go through the port that came with
// the hello, or to the exact origin that sent it.
import { Door, limits, read, Meter, Refused } from "./protocol.js";
import { Artist } from "./engine.js";

const nonce = new URLSearchParams(location.hash.slice(1)).get("nonce") ?? "";
const door = new Door(parent, self.origin);
let reply = () => {};
let artist, ported = false;

const post = (message) => reply({ source: "unclip", v: 1, ...message });
const fail = (id, code, message, advice = "") => post({ type: "error", id, code, message, advice });
const draw = (m) => (artist ? artist.draw(m) : fail(m.id, "busy", "The engine is not ready, or at work.", "Wait for the state ready."));

const deeds = {
	async hello({ id, model }) {
		if (artist) return post({ type: "welcome", id, nonce });
		artist = new Artist(post);
		post({ type: "welcome", id, nonce });
		await artist.start(model ?? "");
	},
	install({ id }) {
		if (!artist?.install()) fail(id, "bad-request", "There is nothing to download now.");
	},
	generate: draw,
	vary: draw,
	blend: draw,
	abort({ job }) { artist?.abort(job); },
};

function perform(message) {
	Promise.resolve(deeds[message.type](message)).catch((error) => fail(message.id, "worker-failed", `The frame stumbled: ${error.message}.`, "Reload the page."));
}

// tell answers a refused message where that may be done: never to strangers,
// and once a second at most, so that a flood is not echoed.
const complaints = new Meter();
function tell(error) {
	if (!(error instanceof Refused)) throw error;
	if (error.code !== "not-ours" && complaints.allow(performance.now() * limits.perSecond)) fail("", error.code, error.message, error.advice);
}

// Once there is a port, it alone is listened to.
function listenTo(port) {
	const meter = new Meter();
	ported = true;
	reply = (message) => port.postMessage(message);
	port.onmessage = ({ data }) => {
		try {
			if (!meter.allow(performance.now())) throw new Refused("too-many", "More than 10 messages a second.", "Wait a second.");
			perform(read(data));
		} catch (error) {
			tell(error);
		}
	};
}

addEventListener("message", (event) => {
	try {
		const message = door.admit(event, performance.now());
		if (message.type === "hello" && event.ports.length === 1 && !artist) listenTo(event.ports[0]);
		else if (event.ports.length > 0) throw new Refused("bad-request", "Only the first hello may bring a port.");
		else if (ported) throw new Refused("bad-request", "There is a port.", "Send messages through it.");
		else if (event.origin === "null") throw new Refused("bad-request", "A page without an origin must bring a port.");
		else if (!artist) reply = (m) => parent.postMessage(m, door.host);
		perform(message);
	} catch (error) {
		tell(error);
	}
});

// Without a widget around it, the frame shows itself: ?prompt=…&seed=…
if (parent !== window && !nonce) import("./plain.js").then(({ show }) => show(new URLSearchParams(location.search)));
if (parent === window) document.body.textContent = "This page is for embedding. The whole studio is one level up.";
