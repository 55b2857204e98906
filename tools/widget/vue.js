// The element in Vue: attributes and properties as bindings, events as listeners.
import { createApp, h, ref } from "vue";

createApp({
	setup() {
		const words = ref("red");
		const drawn = ref("");
		return () => [
			h("button", { id: "change", onClick: () => { words.value = "red apple"; } }, "Say what"),
			h("unclip-image", { prompt: words.value, seed: "7", ".steps": 2, alt: words.value, onLoad: (event) => { drawn.value = event.detail.seed; } }),
			h("output", drawn.value),
		];
	},
}).mount("#app");
