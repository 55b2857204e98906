// The element in React: attributes and properties as props, events as handlers.
import { useState } from "react";
import { createRoot } from "react-dom/client";

function Picture() {
	const [words, setWords] = useState("red");
	const [drawn, setDrawn] = useState("");
	return (
		<>
			<button id="change" onClick={() => setWords("red apple")}>Say what</button>
			<unclip-image prompt={words} seed="7" steps={2} alt={words} onload={(event) => setDrawn(event.detail.seed)} />
			<output>{drawn}</output>
		</>
	);
}

createRoot(document.querySelector("#app")).render(<Picture />);
