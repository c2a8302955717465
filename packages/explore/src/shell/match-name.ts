import type { GlobPiece } from './shell.js'

/** A pattern for one name, character by character. */
export type NamePattern = readonly (
  | { readonly kind: 'star' }
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
)[]

/** Null when a bracket is not one of letters, digits, ranges. */
export function namePattern(segment: readonly GlobPiece[]): NamePattern | null {
  const pattern: NamePattern[number][] = []
  for (const piece of segment) {
    switch (piece.kind) {
      case 'star':
        pattern.push({ kind: 'star' })
        break
      case 'question':
        pattern.push({ kind: 'one', fits: () => true })
        break
      case 'literal':
        for (const wanted of piece.text) {
          pattern.push({ kind: 'one', fits: (character) => character === wanted })
        }
        break
      case 'bracket': {
        const fits = bracket(piece.text)
        if (fits === null) return null
        pattern.push({ kind: 'one', fits })
      }
    }
  }
  return pattern
}

/** Whether a name fits. Takes at most name times pattern steps, whatever the pattern: a regular expression can take for ever. */
export function matchesName(pattern: NamePattern, name: string): boolean {
  const characters = Array.from(name)
  let [at, next, star, resume] = [0, 0, -1, 0]
  while (at < characters.length) {
    const piece = pattern[next]
    if (piece?.kind === 'star') {
      star = next
      resume = at
      next += 1
    } else if (piece?.fits(characters[at] ?? '') === true) {
      at += 1
      next += 1
    } else if (star !== -1) {
      next = star + 1
      resume += 1
      at = resume
    } else return false
  }
  return pattern.slice(next).every(({ kind }) => kind === 'star')
}

function bracket(text: string): ((character: string) => boolean) | null {
  if (!/^\[!?[\p{L}\p{N}_.-]+\]$/u.test(text)) return null
  try {
    const one = new RegExp(`^${text.replace(/^\[!/u, '[^')}$`, 'su')
    return (character) => one.test(character)
  } catch {
    return null // a range that runs backwards
  }
}
