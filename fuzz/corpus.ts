import { readFileSync } from 'node:fs'

/** What inputs are made from: written by `node fuzz/make-corpus.ts` from what the product itself writes. */
export const corpus: {
  readonly wire: Readonly<Record<string, readonly unknown[]>>
  readonly records: readonly string[]
  readonly policies: readonly string[]
} = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8'))
