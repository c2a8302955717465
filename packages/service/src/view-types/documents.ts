/** `GET /v1/readiness`: what `partial-trust preflight` reports, as of `at`. */
export type ReadinessView = ReadinessReport & { readonly at: string }

export type ReadinessReport = {
  readonly parts: readonly ReadinessPart[]
  /** Every contradiction, with the number of its part; empty: the line may go on. */
  readonly stop_the_line: readonly (ReadinessFinding & { readonly part: number })[]
}

export type ReadinessPart = {
  readonly number: number
  readonly title: string
  readonly findings: readonly ReadinessFinding[]
}

export type ReadinessFinding = {
  readonly level: 'ok' | 'note' | 'stop'
  readonly what: string
  /** Where it can be seen. */
  readonly evidence: string
  /** What to do; empty where nothing needs doing. */
  readonly remedy: string
}

/** `GET /v1/runbook`. */
export type RunbookView = { readonly markdown: string }
