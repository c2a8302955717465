import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { effectiveRate } from '@partial-trust/core'
import type { App } from 'partial-trust'

/**
 * The process's counts as Prometheus text. Values are read from the app when someone scrapes, so a
 * decision that was not sampled pays nothing for being watched.
 */
export function prometheus(app: App): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const decisions = new Counter({
    name: 'partial_trust_decisions_total',
    help: 'Decisions by corridor, status and reason code.',
    labelNames: ['corridor', 'status', 'reason_code'],
    registers: [],
    collect() {
      this.reset()
      for (const { corridor, status, reason, count } of app.tally.entries()) {
        this.inc({ corridor, status, reason_code: reason }, count)
      }
    },
  })
  registry.registerMetric(decisions)
  const latency = new Histogram({
    name: 'partial_trust_candidate_latency_ms',
    help: 'Milliseconds spent on a candidate, timeouts and failures included.',
    labelNames: ['corridor'],
    buckets: [5, 10, 25, 50, 75, 100, 150, 200, 300, 500, 1000, 2500, 5000, 10_000],
    registers: [registry],
  })
  app.onRecord(({ corridor_intent: corridor, latency_ms: ms }) => {
    if (ms !== null) latency.observe({ corridor }, ms)
  })
  gauge('partial_trust_candidates_under_way', 'Candidates being asked for.', (set) => {
    for (const corridor of app.corridors) set(corridor.intent, corridor.use().underWay)
  })
  gauge(
    'partial_trust_effective_rate',
    'Share of eligible ids that may reach the model now, 0 to 1.',
    (set) => {
      for (const corridor of app.corridors) set(corridor.intent, effectiveRate(corridor.grant()))
    },
  )
  gauge('partial_trust_circuit_open', '1 while the circuit is not closed.', (set) => {
    for (const corridor of app.corridors) {
      set(corridor.intent, corridor.use().circuit === 'closed' ? 0 : 1)
    }
  })
  single(
    'partial_trust_risk_records_written',
    'Risk records written.',
    () => app.health().riskLog.written,
  )
  single(
    'partial_trust_risk_records_dropped',
    'Risk records given up, or waiting for a file that cannot be written.',
    () => app.health().riskLog.dropped,
  )
  single(
    'partial_trust_config_problems',
    'Environment variables with a problem.',
    () => app.health().configProblems.length,
  )
  single(
    'partial_trust_lease_fresh',
    '1 while live control is fresh (or there is no store).',
    () => (app.health().lease?.fresh === false ? 0 : 1),
  )
  return registry

  function gauge(
    name: string,
    help: string,
    collect: (set: (corridor: string, value: number) => void) => void,
  ): void {
    const one = new Gauge({
      name,
      help,
      labelNames: ['corridor'],
      registers: [],
      collect() {
        collect((corridor, value) => this.set({ corridor }, value))
      },
    })
    registry.registerMetric(one)
  }

  function single(name: string, help: string, read: () => number): void {
    const one = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read())
      },
    })
    registry.registerMetric(one)
  }
}
