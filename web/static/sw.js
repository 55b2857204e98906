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

async function forget() {
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
	if (request.mode === "navigate" && await moved()) return new Response("", { headers: { Refresh: "1" } });
	const kept = await (await caches.open(home)).match(url);
	return kept ?? fetch(request);
}

// moved lets a newer release take over when this is the only tab; then the
// navigation starts again with it, a second later: it can only take over while
// no answer of ours is under way.
async function moved() {
	if (!registration.waiting || (await clients.matchAll()).length > 1) return false;
	registration.waiting.postMessage("take over");
	return true;
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forget()));

addEventListener("message", (event) => {
	if (event.data === "take over") event.waitUntil(skipWaiting());
	if (event.data === "complete?") event.waitUntil(complete().then((yes) => event.ports[0].postMessage(yes)));
});

addEventListener("fetch", (event) => {
	const url = new URL(event.request.url);
	url.hash = "";
	if (documents.has(url.origin + url.pathname)) url.search = "";
	if (event.request.method === "GET" && known.has(url.href)) event.respondWith(answer(event.request, url.href));
});
