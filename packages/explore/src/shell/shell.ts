import type { Refused } from '../guard/refusal.js'

/** A word as the shell would pass it on, quotes removed. */
export type ShellWord = {
  readonly text: string
  /** Set when the word holds an unquoted `*`, `?` or `[…]`: its pieces, to be matched in the tree. */
  readonly glob: readonly GlobPiece[] | null
}

export type GlobPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'question' }
  | { readonly kind: 'bracket'; readonly text: string }

/** Where an output goes: on to the next command or the report, to the error output, or nowhere. */
export type Sink = 'out' | 'err' | 'null'

export type ShellCommand = {
  readonly words: readonly ShellWord[]
  readonly stdout: Sink
  readonly stderr: Sink
  /** The command as written. */
  readonly source: string
}

export type ShellStep = {
  /** Whether the step depends on how the one before it ended (`&&`, `||`). */
  readonly when: 'always' | 'after-success' | 'after-failure'
  /** Commands joined by `|`; never empty. */
  readonly pipeline: readonly ShellCommand[]
  readonly source: string
}

/** Steps joined by `&&` and `||`; `;` and line ends separate statements. */
export type ShellStatement =
  | {
      readonly kind: 'statement'
      readonly steps: readonly ShellStep[]
      readonly source: string
      /** 0-based line inside the block. */
      readonly line: number
    }
  | {
      readonly kind: 'refused-statement'
      readonly refused: Refused
      readonly source: string
      readonly line: number
    }
