// Captions: every way in which a picture is described, with and without its style.

/** "fox" → "a fox", "owl" → "an owl", "grapes" → "grapes"; `head` is the part that may be a plural. */
export function withArticle(name, head = name) {
  if (/^(the|a|an) /.test(name)) return name
  if (/[^su]s$/.test(head) && !/glass$/.test(head)) return name
  return `${/^([aeio]|u(?!ni))/.test(name) ? 'an' : 'a'} ${name}`
}

/**
 * All captions of one picture as {text, kind}. kind: "styled" names style and thing, "plain" only the thing,
 * "words" keywords without a style, "styled-words" keywords and style. Training draws kinds with its own odds.
 */
export function captionsOf(concept, style) {
  const names = [concept.label, ...concept.also]
  const one = name => withArticle(name, headOf(concept, name))
  const styled = names.flatMap(n => [
    `${n}, ${style.word}`,
    `${style.article ?? 'a'} ${style.noun} of ${one(n)}`,
    `${style.word} ${n}`,
    `${one(n)}, ${style.word}`,
  ])
  const bare = names.flatMap(n => [n, one(n)])
  const words = concept.keywords
  return [
    ...styled.map(text => ({ text, kind: 'styled' })),
    ...bare.map(text => ({ text, kind: 'plain' })),
    ...words.map(text => ({ text, kind: 'words' })),
    ...words.map(w => ({ text: `${w}, ${style.word}`, kind: 'styled-words' })),
  ]
}

// "open hands with dark skin tone" are hands. The emoji's own captions are older than this rule and stay as they are.
function headOf({ kind }, name) {
  return kind ? name.replace(/ (with|of|showing|in|at|on) .*/, '') : name
}
