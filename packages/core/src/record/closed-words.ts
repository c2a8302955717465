/**
 * Makes a function that gives the JSON text of the words of a closed list and, for anything else,
 * that of `other`: a record cannot carry a word that was not on the list beforehand.
 */
export function closedWords(words: Iterable<string>, other: string): (word: unknown) => string {
  const texts = new Map<unknown, string>()
  for (const word of words) texts.set(word, JSON.stringify(word))
  const otherText = JSON.stringify(other)
  return (word) => texts.get(word) ?? otherText
}
