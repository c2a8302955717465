/** What somebody has typed where a number belongs. */
export type ReadNumber =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'number'; readonly value: number }
  /** Not a number, or one that two people would read in two ways. */
  | { readonly kind: 'unreadable' }

/** Digits, and what one may write between and after them. */
const plain = /^(?:\d+\.?\d*|\.\d+)$/u
/** `1,000` is a thousand to one reader and one to another. */
const twoReadings = /^\d{1,3}(?:,\d{3})+$/u

/**
 * A number of zero or more as people write it, with point or comma; `1 000.5` with spaces between its groups. What is
 * not sure to be understood is not guessed: a price of a thousand must not be taken for one.
 *
 * @param unit A sign that may stand before or after it, such as `%`.
 */
export function readNumber(typed: string, unit = ''): ReadNumber {
  const bare = unit === '' ? typed : typed.replace(unit, '')
  const text = bare.trim().replaceAll(/(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))/gu, '')
  if (text === '') return { kind: 'nothing' }
  if (twoReadings.test(text)) return { kind: 'unreadable' }
  const written = text.replace(',', '.')
  return plain.test(written) ? { kind: 'number', value: Number(written) } : { kind: 'unreadable' }
}

/**
 * Several numbers, parted by commas, semicolons or spaces; null where one of them is not sure to be understood. What begins
 * with `0,` has a decimal comma: `0,5` is a half, and not nothing and five.
 */
export function readNumbers(typed: string): readonly number[] | null {
  const words = typed
    .split(/[;\s]+|,(?=\s)/u)
    .filter((word) => word !== '')
    .flatMap((word) => (/^0?,[^.]*$/u.test(word) ? [word] : word.split(',')))
  const numbers = words.flatMap((word) => {
    const read = readNumber(word)
    return read.kind === 'number' ? [read.value] : []
  })
  return numbers.length === words.length ? numbers : null
}
