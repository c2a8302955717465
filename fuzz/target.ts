import type { Random } from '@partial-trust/testing'

/** Something that reads what others wrote, open for inputs. */
export type Reading = {
  /** An input that is nearly right. */
  make(random: Random): Uint8Array
  /** What came of one: a word for the tally. @throws when a rule was broken. */
  check(input: Uint8Array): string | Promise<string>
  /** How many inputs one counts for; 1 where it is left out. */
  weigh?(input: Uint8Array): number
  close?(): void | Promise<void>
}

export type Target = {
  /** Of this many inputs of the suite, this one gets its share. */
  readonly share: number
  open(): Reading | Promise<Reading>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A target that keeps nothing from one input to the next. */
export function stateless(share: number, reading: Omit<Reading, 'close'>): Target {
  return { share, open: () => reading }
}

/** The same, of text. */
export function ofText(
  share: number,
  make: (random: Random) => string,
  check: (text: string) => string,
): Target {
  return stateless(share, {
    make: (random) => encoder.encode(make(random)),
    check: (input) => check(decoder.decode(input)),
  })
}

/** Read or refused, and with nothing but an error that is meant for it. */
export function readOrRefused(
  read: () => unknown,
  expected: readonly (new (...of: never[]) => Error)[],
): 'read' | 'refused' {
  try {
    read()
    return 'read'
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return 'refused'
    throw error
  }
}

/** @throws where something does not hold that must. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}
