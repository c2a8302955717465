import type { RiskRecord } from '@partial-trust/core'

/** What the demo says it has seen; read from the same records as everything else. */
export interface DemoTally {
  add(record: RiskRecord): void
  /** One line about everything so far. */
  line(): string
  /** Several lines for the end: reasons, counted. */
  summary(): string
}

export function createDemoTally(): DemoTally {
  let decided = 0
  let sampled = 0
  let accepted = 0
  const kept = new Map<string, number>()
  const latencies: number[] = []
  return {
    add({ status, reason_code: reason, sampled: inSample, latency_ms: ms }) {
      decided++
      if (inSample) sampled++
      if (ms !== null) latencies.push(ms)
      if (status === 'accepted_llm') accepted++
      else kept.set(reason, (kept.get(reason) ?? 0) + 1)
    },
    line() {
      const p95 = latencies.toSorted((a, b) => a - b)[Math.floor((latencies.length - 1) * 0.95)]
      const speed = p95 === undefined ? '' : `, p95 ${p95} ms`
      return `${decided} decided, ${sampled} sampled, ${accepted} by the LLM${speed}`
    },
    summary() {
      const reasons = [...kept]
        .toSorted(([, a], [, b]) => b - a)
        .map(([reason, count]) => `  ${String(count).padStart(7)}  ${reason}\n`)
      return (
        `${decided} commands were decided; the LLM was asked for ${latencies.length} candidates and ${accepted} of them replaced the baseline.\n` +
        `The baseline answered the others, because of:\n${reasons.join('')}`
      )
    },
  }
}
