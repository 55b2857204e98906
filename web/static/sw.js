// Keeps the whole page on this device, one release at a time. A release is
// stored completely or not at all: every file must have the digest that the
// list gives, so a server that changes half-way makes the attempt fail, and the
// old release stays. Tabs keep the release that they were opened with. The
// model is not kept here but in IndexedDB, by the engine.
"use strict";

const files = []; // pairs of name and integrity, written by the release
const version = ""; // a digest of them

const prefix = "unclip-page-";
const home = prefix + version;
const address = (name) => new URL(name, registration.scope).href;
const known = new Map(files.map(([name, integrity]) => [address(name), integrity]));

// stamped names carry a digest; an older copy in any cache is the same file.
const stamped = /\.[0-9a-f]{16}\.\w+$/;

// documents are found whatever stands behind the question mark.
const documents = new Set(["./", "frame.html"].map(address));

async function fetched(url, integrity) {
	const kept = await caches.match(url);
	if (kept && kept.headers.get("X-Integrity") === integrity) return kept;
	const cache = stamped.test(url) ? "default" : "no-cache";
	const response = await fetch(url, { integrity, cache, credentials: "omit" });
	if (!response.ok) throw new Error(`${url}: ${response.status}`);
	const headers = new Headers(response.headers);
	headers.set("X-Integrity", integrity);
	headers.delete("Content-Encoding"); // what we keep is unpacked
	headers.delete("Content-Length");
	return new Response(response.body, { status: 200, headers });
}

async function install() {
	const cache = await caches.open(home);
	try {
		await Promise.all([...known].map(async ([url, integrity]) => cache.put(url, await fetched(url, integrity))));
	} catch (error) {
		await caches.delete(home);
		throw error;
	}
}

// forget drops the older releases; one that is still arriving stays.
async function forget() {
	if (registration.installing ?? registration.waiting) return;
	for (const name of await caches.keys()) {
		if (name.startsWith(prefix) && name !== home) await caches.delete(name);
	}
}

// complete tells whether everything is here; browsers may have cleared it.
async function complete() {
	const kept = await (await caches.open(home)).keys();
	return known.size > 0 && kept.length >= known.size;
}

async function answer(request, url) {
	const kept = await (await caches.open(home)).match(url) ?? await caches.match(url);
	return kept ?? fetch(request);
}

// alone tells whether one tab at most is open.
const alone = async () => (await clients.matchAll()).length <= 1;

// arrive answers a navigation. Nobody needs an older release once the only tab
// comes in anew.
async function arrive(event, url) {
	if (await alone()) event.waitUntil(forget());
	return answer(event.request, url);
}

addEventListener("install", (event) => event.waitUntil(install()));

const questions = { "complete?": complete, "alone?": alone };

addEventListener("message", (event) => {
	if (event.data === "take over") event.waitUntil(skipWaiting());
	const question = questions[event.data];
	if (question) event.waitUntil(question().then((yes) => event.ports[0].postMessage(yes)));
});

addEventListener("fetch", (event) => {
	const url = new URL(event.request.url);
	url.hash = "";
	if (documents.has(url.origin + url.pathname)) url.search = "";
	if (event.request.method !== "GET") return;
	if (known.has(url.href)) event.respondWith(event.request.mode === "navigate" ? arrive(event, url.href) : answer(event.request, url.href));
	else if (stamped.test(url.href)) event.respondWith(answer(event.request, url.href));
});
