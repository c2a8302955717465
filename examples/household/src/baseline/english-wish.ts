import { softStarts } from './english-pointing.js'
import * as english from './english-vocabulary.js'
import { skip } from './phrases.js'

/** Where "should be" or the like stands that ends the words before a list. */
export function obligation(words: readonly string[], from: number, to: number): number | undefined {
  for (let at = from + 1; at < to; at += 1) {
    const length = english.obligations(words, at, to)
    if (length === 0) continue
    const rest = at + length
    if (rest === to || rest + english.participles(words, rest, to) === to) return at
  }
  return undefined
}

/** Where the thing begins of which the sentence says that it should be seen to. */
export function assurance(words: readonly string[], from: number, to: number): number | undefined {
  for (const start of [from, skip(softStarts, words, 0, to)]) {
    const length = english.assurances(words, start, to)
    if (length > 0) return start + length
  }
  return undefined
}

/** Lead-ins may have swallowed the beginning of a wish ("please i need …"), so both are tried. */
export function wishStart(words: readonly string[], from: number, to: number): number | undefined {
  const length = english.wishes(words, from, to)
  if (length > 0) return from + length
  const soft = skip(softStarts, words, 0, to)
  const softLength = english.wishes(words, soft, to)
  return softLength > 0 && soft + softLength >= from ? soft + softLength : undefined
}
