import type { MetricSource } from './metric-source.js'

/**
 * The same source, asked once in a turn of the event loop. A registry reads all its metrics in one turn, and dozens of
 * them ask for the same health, verdicts and grants: one answer costs less, and they agree with each other.
 */
export function atOneMoment(source: MetricSource): MetricSource {
  const corridors = onceATurn(() =>
    source.corridors().map((corridor) => ({
      intent: corridor.intent,
      grant: onceATurn(() => corridor.grant()),
      use: onceATurn(() => corridor.use()),
    })),
  )
  return {
    ...source,
    onRecord: (listener) => source.onRecord(listener),
    corridors,
    health: onceATurn(() => source.health()),
    verdict: onceATurn((intent) => source.verdict(intent)),
  }
}

/** Answers what it was asked in this turn already with what was answered then. */
function onceATurn<Answer extends object | null>(
  ask: (about: string) => Answer,
): (about?: string) => Answer {
  const answers = new Map<string, Answer>()
  return (about = '') => {
    const known = answers.get(about)
    if (known !== undefined) return known
    if (answers.size === 0) queueMicrotask(() => answers.clear())
    const answer = ask(about)
    answers.set(about, answer)
    return answer
  }
}
