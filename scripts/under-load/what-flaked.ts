/** One run of the suite, as vitest's JSON reporter tells it. */
export type Run = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

export type Flaked = {
  readonly name: string
  /** In how many runs. */
  readonly failed: number
  /** First line of the last failure. */
  readonly message: string
}

/** Every test that failed in any run, most often first; a file that did not even load counts as one. */
export function whatFlaked(runs: readonly Run[]): readonly Flaked[] {
  const found = new Map<string, { failed: number; message: string }>()
  const failedOnce = (name: string, text: string): void => {
    const failed = (found.get(name)?.failed ?? 0) + 1
    found.set(name, { failed, message: text.split('\n')[0] ?? '' })
  }
  for (const { testResults } of runs) {
    for (const { name: file, status, message, assertionResults } of testResults) {
      const failures = assertionResults.filter((result) => result.status === 'failed')
      for (const { fullName, failureMessages } of failures) {
        failedOnce(`${file} > ${fullName}`, failureMessages?.[0] ?? '')
      }
      if (status === 'failed' && failures.length === 0) failedOnce(file, message)
    }
  }
  return [...found]
    .map(([name, of]) => ({ name, ...of }))
    .toSorted((a, b) => b.failed - a.failed || (a.name < b.name ? -1 : 1))
}
