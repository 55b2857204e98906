// Judges a page: node judge.mjs ADDRESS PORT
// PORT is the DevTools port of a Chromium that runs. Prints one JSON object: a
// score of 0…100 for each category, and what costs points.
import lighthouse from 'lighthouse'

const [address, port] = process.argv.slice(2)
// The throttle of this machine is its load: nothing is made slower on purpose,
// and the page may take its time.
const { lhr } = await lighthouse(address, {
	port: Number(port),
	logLevel: 'error',
	onlyCategories: ['accessibility', 'best-practices'],
	throttlingMethod: 'provided',
	maxWaitForFcp: 120_000,
	maxWaitForLoad: 180_000,
})
if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`)

const scores = {}, lost = []
for (const [name, category] of Object.entries(lhr.categories)) {
	scores[name] = Math.round(100 * category.score)
	for (const { id, weight } of category.auditRefs) {
		const { score, title, details } = lhr.audits[id]
		if (weight > 0 && score !== null && score < 1) {
			lost.push(`${name}: ${title} ${JSON.stringify(details?.items ?? []).slice(0, 400)}`)
		}
	}
}
console.log(JSON.stringify({ scores, lost }))
