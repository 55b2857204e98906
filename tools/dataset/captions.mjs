// Captions: every way in which a picture is described, with and without its style.

/** "fox" → "a fox", "owl" → "an owl", "grapes" → "grapes". */
export function withArticle(name) {
  if (/^(the|a|an) /.test(name)) return name
  if (/[^su]s$/.test(name) && !/glass$/.test(name)) return name
  return `${/^([aeio]|u(?!ni))/.test(name) ? 'an' : 'a'} ${name}`
}

/**
 * All captions of one picture as {text, kind}. kind: "styled" names style and thing, "plain" only the thing,
 * "words" keywords without a style, "styled-words" keywords and style. Training draws kinds with its own odds.
 */
export function captionsOf(concept, style) {
  const names = [concept.label, ...concept.also]
  const styled = names.flatMap(n => [
    `${n}, ${style.word}`,
    `a ${style.noun} of ${withArticle(n)}`,
    `${style.word} ${n}`,
    `${withArticle(n)}, ${style.word}`,
  ])
  const bare = names.flatMap(n => [n, withArticle(n)])
  const words = concept.keywords
  return [
    ...styled.map(text => ({ text, kind: 'styled' })),
    ...bare.map(text => ({ text, kind: 'plain' })),
    ...words.map(text => ({ text, kind: 'words' })),
    ...words.map(w => ({ text: `${w}, ${style.word}`, kind: 'styled-words' })),
  ]
}
