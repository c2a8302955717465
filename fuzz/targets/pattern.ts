import { matchesName, namePattern } from '../../packages/explore/dist/shell/match-name.js'
import { pick, some } from '../mutate.ts'
import { must, ofText } from '../target.ts'

const letters = ['a', 'b', 'é']
const brackets = ['[ab]', '[!a]', '[a-é]']
const parts = [...letters, '*', '?', ...brackets]

/** A file pattern matches what a regular expression would. */
export const namePatterns = ofText(
  0.5,
  (random) => {
    const pattern = some(random, [0, 8], () => pick(parts, random))
    const name = some(random, [0, 10], () => pick(['a', 'b', 'c', 'é', '😀'], random))
    return JSON.stringify([pattern, name.join('')])
  },
  (input) => {
    const [pattern, name] = partsOf(input)
    const pieces = pattern.flatMap((part) => pieceOf(part) ?? [])
    const source = pieces.map((piece) =>
      piece.kind === 'star'
        ? '.*'
        : piece.kind === 'question'
          ? '.'
          : piece.text.replace('[!', '[^'),
    )
    const expected = new RegExp(`^${source.join('')}$`, 'su').test(name)
    must(matchesName(namePattern(pieces) ?? [], name) === expected, 'it matches something else')
    return expected ? 'matched' : 'not matched'
  },
)

function pieceOf(part: string) {
  if (part === '*') return { kind: 'star' } as const
  if (part === '?') return { kind: 'question' } as const
  if (brackets.includes(part)) return { kind: 'bracket', text: part } as const
  return letters.includes(part) ? ({ kind: 'literal', text: part } as const) : undefined
}

function partsOf(input: string): readonly [readonly string[], string] {
  try {
    const [pattern, name]: readonly unknown[] = JSON.parse(input)
    return [Array.isArray(pattern) ? pattern.map(String) : [], String(name)]
  } catch {
    return [[], '']
  }
}
