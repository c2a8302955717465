/** A place in the plan, 1-based, so that every finding can be looked up. */
export type Located = { readonly text: string; readonly line: number }

export type ShellBlock = {
  readonly source: string
  /** Line of the plan on which the first line of `source` stands. */
  readonly line: number
}

export type PlanTask = {
  readonly number: number
  readonly title: string
  readonly line: number
  readonly blocks: readonly ShellBlock[]
  /** What the plan wants to be told: the text after `**Report:**`. */
  readonly report: Located
}

/** A PLAN prompt: what may be run, on what, and what is to be reported. */
export type Plan = {
  /** The plan's path as it was given. */
  readonly file: string
  readonly title: string | null
  readonly role: string | null
  /** Commands the plan lets its explorer run, e.g. `ls` or `sed -n`. */
  readonly allowed: readonly Located[]
  readonly forbidden: readonly Located[]
  /** Files the plan says it rests on. */
  readonly keyFiles: readonly Located[]
  /** Other paths named outside the tasks, e.g. the workpack. */
  readonly namedFiles: readonly Located[]
  readonly tasks: readonly PlanTask[]
  readonly expectedOutput: Located | null
}

export type PlanReading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** Every reason why the plan cannot be run, in the order of its lines. */
  | { readonly kind: 'unusable'; readonly problems: readonly Located[] }
