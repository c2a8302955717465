/** Why a policy file is refused. `reason` never repeats a value of the environment. */
export type PolicyProblem = {
  readonly file: string
  /** 1 for the first line; null when the file as a whole is meant, e.g. because it is missing. */
  readonly line: number | null
  readonly reason: string
}

/** `file:line: reason`, as editors and people expect it. */
export function problemText({ file, line, reason }: PolicyProblem): string {
  return line === null ? `${file}: ${reason}` : `${file}:${line}: ${reason}`
}
