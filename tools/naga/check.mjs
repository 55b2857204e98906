// Reads a JSON list of WGSL texts and writes the list of naga's complaints,
// empty where it has none.
import { readFileSync } from "node:fs";
import { parseWgsl, validate } from "naga-wasm";

function complaint(text) {
	try {
		const module = parseWgsl(text);
		validate(module).free();
		module.free();
		return "";
	} catch (error) {
		return [error, error.cause, error.notes].filter(Boolean).join("\n");
	}
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(complaint)));
