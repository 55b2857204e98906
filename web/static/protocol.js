// What a page and the widget's frame may say to each other: one envelope,
// version 1, flat objects of text, numbers and picture files. Nothing here touches
// a document, so that it can be tested with millions of messages.
export const version = 1;
export const limits = { promptRunes: 1000, messageBytes: 64 << 10, pictureBytes: 16 << 20, perSecond: 10 };

// Refused is a message that breaks a rule. Its text never repeats the message.
export class Refused extends Error {
	constructor(code, message, advice = "") {
		super(message);
		this.name = "Refused";
		this.code = code;
		this.advice = advice;
	}
}

const refuse = (why, code = "bad-request") => { throw new Refused(code, why); };

const text = (most) => (x) => typeof x === "string" && x.length <= 2 * most && [...x].length <= most;
const whole = (least, most) => (x) => Number.isInteger(x) && x >= least && x <= most;
const number = (least, most) => (x) => typeof x === "number" && x >= least && x <= most;
const id = (x) => typeof x === "string" && /^[\w-]{1,64}$/.test(x);
const seed = (x) => Number.isSafeInteger(x) && x >= 0 || typeof x === "string" && (x === "" || /^(0|[1-9]\d{0,19})$/.test(x) && BigInt(x) < 1n << 64n);

const picture = (x) => x instanceof Blob && x.size > 0 && x.size <= limits.pictureBytes;
const start = (x) => x === "inverted" || x === "random";

const drawing = {
	prompt: text(limits.promptRunes), negative: text(limits.promptRunes), seed,
	steps: whole(1, 1000), guidance: number(0, 50), size: whole(16, 1024),
};

// kinds are the messages of a page, with the members that they may have.
const kinds = {
	hello: { model: (x) => x === "" || typeof x === "string" && /^[a-z0-9][a-z0-9-]{0,63}$/.test(x) },
	install: {},
	generate: drawing,
	vary: { ...drawing, image: picture, start, eta: number(0, 1), count: whole(1, 9) },
	blend: { ...drawing, image: picture, other: picture, start, at: number(0, 1), count: whole(1, 9) },
	abort: { job: id },
};
const needed = { hello: [], install: [], generate: ["prompt"], vary: ["image"], blend: ["image", "other"], abort: ["job"] };

// read returns a copy of a page's message that has been looked over.
export function read(data) {
	if (typeof data !== "object" || data === null || ![Object.prototype, null].includes(Object.getPrototypeOf(data))) refuse("The message is not a plain object.");
	const names = Object.keys(data);
	if (names.length > 16) refuse("The message has too many members.");
	if (weigh(data, names) > limits.messageBytes) refuse("The message is too long.", "too-long");
	if (data.source !== "unclip") refuse("The message is for somebody else.", "not-ours");
	if (data.v !== version) refuse("This frame speaks version 1 of the protocol.", "version");
	if (!id(data.id)) refuse("The message has no valid id.");
	const type = Object.hasOwn(kinds, data.type) ? data.type : refuse("The message is of an unknown type.");
	const out = { id: data.id, type };
	for (const name of names) {
		if (["source", "v", "id", "type"].includes(name) || data[name] === undefined) continue;
		if (!Object.hasOwn(kinds[type], name)) refuse("The message has a member that is not known.");
		if (!kinds[type][name](data[name])) refuse(`${name} is not valid.`);
		out[name] = name === "seed" ? data[name].toString() : data[name];
	}
	for (const name of needed[type]) if (out[name] === undefined) refuse(`${name} is missing.`);
	return out;
}

// weigh counts bytes without looking into anything but text and numbers; a file
// travels as a reference.
function weigh(data, names) {
	let bytes = 0;
	for (const name of names) {
		const value = data[name];
		if (!["string", "number", "undefined"].includes(typeof value) && !(value instanceof Blob)) refuse("The message holds something else than text, numbers and files.");
		bytes += 16 + 3 * name.length + (typeof value === "string" ? 3 * value.length : 0);
		if (bytes > 4 * limits.messageBytes) break;
	}
	return bytes > limits.messageBytes ? exact(data, names) : bytes;
}

function exact(data, names) {
	const length = (s) => (s.length > limits.messageBytes ? Infinity : new TextEncoder().encode(s).length);
	return names.reduce((n, name) => n + length(name) + (typeof data[name] === "string" ? length(data[name]) : 8), 0);
}

// Meter lets so many messages a second pass.
export class Meter {
	#times = [];
	allow(now) {
		while (this.#times.length && now - this.#times[0] >= 1000) this.#times.shift();
		if (this.#times.length >= limits.perSecond) return false;
		this.#times.push(now);
		return true;
	}
}

// Door decides whose messages count: those of one source and, from its first
// valid hello on, of one origin. own is the frame's origin, "null" if it has none.
export class Door {
	#source;
	#own;
	#host;
	#meter = new Meter();
	constructor(source, own) {
		this.#source = source;
		this.#own = own;
	}
	get host() { return this.#host; }
	admit(event, now) {
		if (event.source !== this.#source) refuse("", "not-ours");
		if (this.#host !== undefined && event.origin !== this.#host) refuse("", "not-ours");
		if (!this.#meter.allow(now)) refuse("More than 10 messages a second.", "too-many");
		if (this.#own !== "null" && event.origin === this.#own) refuse("A page may not embed the widget from its own origin; use isolation=\"opaque\".", "same-origin");
		const message = read(event.data);
		if (this.#host === undefined && message.type !== "hello") refuse("The first message must be a hello.");
		this.#host ??= event.origin;
		return message;
	}
}
