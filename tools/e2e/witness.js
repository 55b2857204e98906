// Runs in the page before its own scripts and writes down what a visitor could
// have seen: looks of the stage, lines of status, and the times between frames;
// and which stages the engine told of, since the page shows the last of its news.
globalThis.witness = (() => {
	const w = { states: new Set(), lines: new Set(), stages: new Set(), violations: [], gaps: [] };
	globalThis.Worker = class extends Worker {
		constructor(...script) {
			super(...script);
			this.addEventListener("message", ({ data }) => data?.kind === "progress" && w.stages.add(data.stage));
		}
	};
	const look = () => {
		w.states.add(document.querySelector(".stage")?.dataset.state);
		w.lines.add(document.querySelector(".status-text")?.textContent);
	};
	new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
	document.addEventListener("securitypolicyviolation", (e) => w.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
	let last = 0;
	const tick = (now) => {
		if (last) w.gaps.push(now - last);
		last = now;
		requestAnimationFrame(tick);
	};
	requestAnimationFrame(tick);
	w.seen = () => ({ states: [...w.states], lines: [...w.lines], violations: w.violations });
	w.forget = () => { w.states.clear(); w.lines.clear(); w.gaps = []; };
	w.frames = () => {
		const sorted = [...w.gaps].sort((a, b) => a - b);
		return { count: sorted.length, max: sorted.at(-1) ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
	};
	// What a visitor sees, in short.
	w.pictures = () => document.querySelectorAll(".film .frame").length;
	w.shown = (selector) => !!document.querySelector(selector)?.checkVisibility();
	w.text = (selector) => document.querySelector(selector)?.textContent ?? "";
	w.idle = () => !document.querySelector("#go").disabled && !document.querySelector("#go.stop");
	// What the tabs remember of their work, as texts.
	w.work = () => Object.entries(localStorage).filter(([name, text]) => name.startsWith("unclip-work") && text).map(([, text]) => text);
	// until waits for a condition, looking often.
	w.until = (condition) => new Promise((done) => {
		const ask = () => (condition() ? done(true) : setTimeout(ask, 5));
		ask();
	});
	return w;
})();
