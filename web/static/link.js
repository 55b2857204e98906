// The way from <unclip-image> to an engine in a frame. Elements of one page that
// want the same engine share it; it draws one picture at a time.
import { Meter } from "./protocol.js";

const links = new Map();
const pause = (ms) => new Promise((go) => setTimeout(go, ms));

// Trouble is a failure with a code and advice.
class Trouble extends Error {
	constructor({ code, message, advice }) {
		super(message);
		this.name = "UnclipError";
		this.code = code;
		this.advice = advice;
	}
}

// wire is what the frame takes of a request: pictures as files, for elements too,
// and a seed as text, which holds all of its 64 bits.
function wire({ image, other, ...request }) {
	request.seed = request.seed?.toString();
	if (request.type === "generate") return request;
	const files = { image: image?.blob ?? image, ...request.type === "blend" && { other: other?.blob ?? other } };
	if (Object.values(files).some((x) => !(x instanceof Blob))) throw new Trouble({ code: "no-picture", message: "There is no picture to begin with.", advice: "Call generate() first, or hand one over." });
	return { ...request, ...files };
}

// Link holds the state of an engine and its jobs; send and heard are its wire.
export class Link {
	state;
	#jobs = new Map();
	#waiting = [];
	#turn = Promise.resolve();
	#ahead = 0; // jobs that have not ended
	#asked; // { id, end, ended } of the last request that was sent

	heard(m) {
		if (m.type === "state") this.state = m;
		if (answers(m, this.#asked?.id)) this.#asked?.end();
		const job = this.#jobs.get(m.id);
		if (m.type === "progress") job?.tell({ stage: m.stage, done: m.done, total: m.total, totalProgress: m.totalProgress });
		if (m.type === "picture") job?.add(m);
		if (m.type === "error" && (job || general(m))) this.#refused(job, m); // a job that was given up is none
		for (const look of this.#waiting.slice()) look();
	}

	#refused(job, m) {
		this.#problem = m;
		const error = m.code === "cancelled" ? new DOMException("The picture was cancelled.", "AbortError") : new Trouble(m);
		if (job) job.failed(error);
		else this.#jobs.forEach((j) => j.failed(error));
	}

	// phase waits for one of some phases.
	#phase(...phases) {
		return new Promise((resolve, reject) => {
			const look = () => {
				if (!this.state || !phases.includes(this.state.phase)) return false;
				this.#waiting = this.#waiting.filter((w) => w !== look);
				resolve(this.state.phase);
				return true;
			};
			if (!look()) this.#waiting.push(look);
			this.#current?.failures.push(reject);
		});
	}
	#current;
	#problem; // the last

	// draw asks for a picture; it waits for its turn and for the visitor's consent
	// to a download, but not for its end.
	draw(asked, { id, signal, tell, ask, ready }) {
		const before = this.#turn, request = wire(asked);
		tell({ stage: this.#ahead++ ? "queue" : "start", done: 0, total: 0, totalProgress: 0 });
		const stopped = new Promise((_, stop) => signal.addEventListener("abort", () => stop(signal.reason), { once: true }));
		const work = Promise.race([before, stopped]).then(() => this.#work(request, { id, signal, tell, ask, ready }));
		this.#turn = Promise.allSettled([before, work]).then(() => {
			this.#ahead--;
			return this.#asked?.ended; // a picture that was stopped is at work until the engine says so
		});
		return work;
	}

	#request(message) {
		let end;
		this.#asked = { id: message.id, ended: new Promise((go) => { end = go; }), end };
		this.send(message);
	}

	async #work(request, { id, signal, tell, ask, ready }) {
		const job = { tell, failures: [] }, pictures = [];
		const ended = new Promise((done, failed) => {
			job.add = ({ index, of, seed, width, height, model, truncated, blob }) => {
				pictures[index] = { seed, width, height, model, truncated, blob };
				if (index + 1 === of) done({ id, ...pictures[0], pictures });
			};
			job.failed = (error) => { failed(error); job.failures.forEach((f) => f(error)); };
		});
		ended.catch(() => {});
		this.#jobs.set(id, job);
		this.#current = job;
		const stop = () => {
			this.send({ type: "abort", job: id });
			if (["idle", "installing", "generating"].includes(this.state?.phase)) this.send({ type: "abort", job: "install" }); // perhaps behind the picture
			job.failed(signal.reason);
		};
		signal.addEventListener("abort", stop, { once: true });
		try {
			await this.#prepare(ask);
			this.#request({ ...request, id });
			this.#phase("generating").then(ready, () => {}); // ended tells what went wrong
			return await ended;
		} finally {
			signal.removeEventListener("abort", stop);
			this.#jobs.delete(id);
		}
	}

	async #prepare(ask) {
		const phase = await this.#phase("idle", "ready", "failed");
		if (phase === "failed") throw new Trouble(this.#problem ?? { code: "failed", message: "The engine cannot run here.", advice: "Use a browser with WebGPU." });
		if (phase === "ready") return;
		await ask(this.state.missing);
		this.send({ type: "install" });
		await this.#phase("installing", "ready");
	}
}

// general is an error of no one job; a download that was stopped is none.
const general = (m) => !m.id && m.code !== "cancelled";

// answers tells whether a message is the last one about a request.
const answers = (m, id) => (m.type === "picture" ? m.id === id && m.index + 1 === m.of : m.type === "error" && (m.id === id || general(m)));

const absent = { code: "no-network", message: "The widget's frame does not load.", advice: "Check the network and the page's frame-src policy, then reload." };

// Framed is a link through a frame.
class Framed extends Link {
	#port;
	#meter = new Meter();
	#sent = Promise.resolve();

	async open({ base, model, isolation }) {
		if (!isSecureContext) throw new Trouble({ code: "insecure", message: "Browsers let no page without https use the GPU.", advice: "Open this page by https." });
		const origin = new URL(base).origin;
		const opaque = isolation === "opaque" || origin === location.origin;
		const nonce = crypto.randomUUID();
		const frame = document.createElement("iframe");
		frame.sandbox = opaque ? "allow-scripts" : "allow-scripts allow-same-origin";
		frame.hidden = true;
		frame.title = "unCLIP engine";
		frame.src = `${base}frame.html#nonce=${nonce}`;
		const loaded = new Promise((go, fail) => {
			frame.onload = go;
			setTimeout(fail, 60000, new Trouble(absent));
		});
		document.documentElement.append(frame);
		try {
			await loaded;
			await this.#greet(frame, { origin: opaque ? "*" : origin, nonce, model }); // an opaque frame has no origin to name; its nonce proves it
		} catch (error) {
			frame.remove();
			throw error;
		}
		frame.onload = () => this.heard({ type: "error", id: "", code: "worker-failed", message: "The widget's frame went elsewhere.", advice: "Reload the page." });
	}

	#greet(frame, { origin, nonce, model }) {
		const { port1, port2 } = new MessageChannel();
		this.#port = port1;
		return new Promise((welcome, fail) => {
			port1.onmessage = ({ data }) => {
				if (data?.source !== "unclip" || data.v !== 1) return;
				if (data.type === "welcome") data.nonce === nonce ? welcome() : port1.close();
				else if (data.type === "error") fail(new Trouble(data)); // of no effect once welcome
				if (data.type !== "welcome") this.heard(data);
			};
			setTimeout(fail, 60000, new Trouble(absent)); // a frame that was refused is loaded, too
			frame.contentWindow.postMessage({ source: "unclip", v: 1, id: "hello", type: "hello", model }, origin, [port2]);
		});
	}

	// send posts messages in their order, a quarter slower than the frame takes them.
	send(message) {
		const known = Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
		this.#sent = this.#sent.then(async () => {
			while (!this.#meter.allow(0.75 * performance.now())) await pause(50);
			this.#port.postMessage({ source: "unclip", v: 1, id: crypto.randomUUID(), ...known });
		});
	}
}

// connect returns the link to a place, opening it if it is the first.
export function connect(place) {
	const key = JSON.stringify(place);
	if (!links.has(key)) {
		const link = new Framed();
		const opened = link.open(place).then(() => link);
		opened.catch(() => links.delete(key));
		links.set(key, opened);
	}
	return links.get(key);
}
