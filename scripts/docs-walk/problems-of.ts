import type { Step } from './steps.ts'

/** What went otherwise than the page says, each with its line. None: the walk ended at a GO. */
export function problemsOf(
  steps: readonly Step[],
  outputs: ReadonlyMap<number, string>,
  exitCode: number | null,
): readonly string[] {
  if (exitCode !== 0) {
    const last = steps.findLast(({ line }) => outputs.has(line))
    return [`${last?.line ?? 0}: this block failed (exit code ${exitCode})`]
  }
  const problems = steps.flatMap((step) => {
    if (step.kind !== 'run' || step.expect === null) return []
    return (outputs.get(step.line) ?? '').includes(step.expect)
      ? []
      : [`${step.line}: the output does not say ${JSON.stringify(step.expect)}`]
  })
  const saidGo = steps.some(
    ({ kind, line, text }) =>
      kind === 'run' && /\bgate\b/.test(text) && /^(?:\S+: )?GO\b/m.test(outputs.get(line) ?? ''),
  )
  return saidGo ? problems : [...problems, '0: no gate said GO']
}
