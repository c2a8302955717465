/** One thing preflight looked at. */
export type Finding = {
  /** `stop` is a contradiction: the line stops until it is resolved. */
  readonly level: 'ok' | 'note' | 'stop'
  readonly what: string
  /** Where it can be seen: a file with its line, a variable, an address. */
  readonly evidence: string
  /** What to do; empty where nothing needs doing. */
  readonly remedy: string
}

export type Part = {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6
  readonly title: string
  readonly findings: readonly Finding[]
}

export function ok(what: string, evidence = ''): Finding {
  return { level: 'ok', what, evidence, remedy: '' }
}

export function note(what: string, evidence: string, remedy: string): Finding {
  return { level: 'note', what, evidence, remedy }
}

export function stop(what: string, evidence: string, remedy: string): Finding {
  return { level: 'stop', what, evidence, remedy }
}
