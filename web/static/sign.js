// Writes into a PNG file how its picture was made and that a machine made it, as
// web/pngtext does for the page.
const headerEnd = 8 + 25; // the signature and the IHDR chunk, which always comes first

// madeByMachine is the IPTC's word for pictures from a trained model.
const madeByMachine = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"` +
	` Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>` +
	`</rdf:RDF></x:xmpmeta>`;

// sums is the table of CRC-32, by byte.
const sums = Int32Array.from({ length: 256 }, (_, n) => {
	for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n;
});

const crc32 = (bytes) => ~bytes.reduce((sum, byte) => sums[(sum ^ byte) & 255] ^ (sum >>> 8), -1);

const word = (n) => new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);

// chunk holds a text: tEXt where ASCII is enough, else iTXt, which is UTF-8, not
// compressed (2 bytes), without language and translation.
function chunk(keyword, text, plain = /^[\n -\x7f]*$/.test(text)) {
	const body = new TextEncoder().encode(plain ? `tEXt${keyword}\0${text}` : `iTXt${keyword}\0\0\0\0\0${text}`);
	return [word(body.length - 4), body, word(crc32(body))];
}

// parameters writes a request the way image tools have agreed on.
function parameters({ request: r, width, height, model }, name) {
	const [, digest] = /(?:^| )([0-9a-f]{10})$/.exec(model) ?? []; // of the model's edition
	return `${r.prompt}${r.negative && `\nNegative prompt: ${r.negative}`}\n` +
		`Steps: ${r.steps}, Sampler: ${r.sampler}, CFG scale: ${r.guidance}, Seed: ${r.seed}, Size: ${width}x${height}, ${digest ? `Model hash: ${digest}, ` : ""}Model: ${name}, ` +
		`Prior: ${r.prior}, Prior steps: ${r.priorSteps}, Prior CFG scale: ${r.priorGuidance}, Candidates: ${r.candidates}, Version: unCLIP`;
}

// sign returns the file of a picture of the engine with all that is to be known of
// it; the recipe restores it in the page, and is the same each time it is drawn.
export function sign(file, picture, { mode, name }) {
	const request = Object.fromEntries(Object.entries(picture.request).filter(([field]) => field !== "id").sort()); // the engine's order is none
	const recipe = JSON.stringify({ mode, request, model: picture.model, value: picture.value || undefined });
	const texts = [["parameters", parameters(picture, name)], ["unclip", recipe], ["Description", picture.request.prompt],
		["Software", "unCLIP in the browser"], ["XML:com.adobe.xmp", madeByMachine, false]];
	return new Blob([file.slice(0, headerEnd), ...texts.flatMap((t) => chunk(...t)), file.slice(headerEnd)], { type: file.type });
}
