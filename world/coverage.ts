import { eventKinds } from './events.ts'

/** What became of the runs, taken together. */
export class Coverage {
  readonly faults = new Set<string>()
  readonly states = new Set<string>()

  add(run: { readonly faults: Iterable<string>; readonly states: Iterable<string> }): void {
    for (const fault of run.faults) this.faults.add(fault)
    for (const state of run.states) this.states.add(state)
  }

  text(): string {
    const befell = new Set([...this.faults].map((fault) => fault.split(':')[0]))
    const missing = eventKinds.filter((kind) => !befell.has(kind))
    return [
      `what befell it: ${eventKinds.length - missing.length} of ${eventKinds.length} kinds${missing.length === 0 ? '' : `, never: ${missing.join(', ')}`}`,
      ...grouped(this.faults, ': ').map((line) => `  ${line}`),
      `where it came through: ${this.states.size} states`,
      ...grouped(this.states, ' ').map((line) => `  ${line}`),
    ].join('\n')
  }
}

/** `a: x`, `a: y`, `b` as `a: x, y` and `b`. */
function grouped(words: ReadonlySet<string>, between: string): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const word of [...words].toSorted()) {
    const [head = word, ...rest] = word.split(between)
    const group = groups.get(head) ?? []
    groups.set(head, rest.length === 0 ? group : [...group, rest.join(between)])
  }
  return [...groups].map(([head, rest]) =>
    rest.length === 0 ? head : `${head}: ${rest.join(', ')}`,
  )
}
