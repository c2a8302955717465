import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterNames, counterRows, type Counter } from './counter-table.js'
import { metricCount } from './metric-counts.js'
import { isMetricName, metricNames, metricTable, perMetric, rateMetrics } from './metric-table.js'
import { metricInSentence, metricPhrase, metricTitle } from './metric-titles.js'
import { foldRecords, readMetrics } from './metrics.js'
import { agreement, disagrees, type Observation } from './observation.js'
import { observations, sampleObservation } from './observations.contract.js'

describe('the metric table', () => {
  it.each(metricNames)('counts %s by counters that exist, and says what it is', (name) => {
    const { s, n, title, phrase } = metricTable[name]
    expect(counterNames).toContain(s)
    expect(counterNames).toContain(n)
    expect(metricTitle(name)).toBe(title)
    expect(metricPhrase(name)).toBe(phrase)
    expect(phrase).toMatch(/^[A-Z].*\.$/u)
  })

  it.each([...metricNames, 'undone', 'incident', 'latency_p99.9'])(
    'says %s in a sentence as one thing, whatever number its title has',
    (name) => {
      expect(metricInSentence(name)).toMatch(/^the (rate|number|p[\d.]+) of /u)
    },
  )

  it.each(metricNames)('counts the events of %s among its decisions', (name) => {
    const { s, n } = metricTable[name]
    expect(wholesOf(s)).toContain(n)
  })

  it('gives every metric but acceptance a threshold of its own', () => {
    expect(metricNames.filter((name) => !rateMetrics.some((rate) => rate === name))).toEqual([
      'acceptance',
    ])
  })

  it('knows no name that an object has by itself', () => {
    expect(isMetricName('constructor')).toBe(false)
    expect(Object.keys(perMetric((name) => name))).toEqual(metricNames)
  })
})

/** What a counter is a part of, nearest first. */
function wholesOf(counter: Counter): readonly Counter[] {
  const { within } = counterRows[counter]
  return within === null ? [] : [within, ...wholesOf(within)]
}

describe('metricTitle', () => {
  it.each([
    ['latency_p95', 'Latency p95'],
    ['undone', 'Undone'],
    ['something_new', 'something_new'],
  ])('calls %s %s', (name, title) => {
    expect(metricTitle(name)).toBe(title)
  })
})

/** One judged attempt that differs from the baseline as said. */
function compared(mismatch: Partial<NonNullable<Observation['mismatch']>>): Observation {
  return { ...sampleObservation, mismatch: { ...agreement, ...mismatch } }
}

describe('disagreement', () => {
  it('counts any of the four differences, and each of them once', () => {
    const counts = readMetrics(
      foldRecords([
        compared({}),
        compared({ intent: true, decisionType: true }),
        compared({ actionCount: true }),
        compared({ decisionType: true }),
      ]),
    )
    expect(metricCount('disagreement', counts)).toEqual({ s: 3, n: 4 })
    expect(metricCount('decision_type_mismatch', counts)).toEqual({ s: 2, n: 4 })
    expect(metricCount('intent_mismatch', counts)).toEqual({ s: 1, n: 4 })
  })

  it('is no evidence where a record does not say: then it counts nowhere', () => {
    const counts = readMetrics(foldRecords([compared({ decisionType: null, actionCount: null })]))
    expect(metricCount('disagreement', counts)).toEqual({ s: 0, n: 0 })
    expect(metricCount('intent_mismatch', counts)).toEqual({ s: 0, n: 1 })
  })

  it('is the share of the fully compared attempts that differ, whatever the records', () => {
    fc.assert(
      fc.property(fc.array(observations, { maxLength: 40 }), (log) => {
        const counts = readMetrics(foldRecords(log))
        const { s, n } = metricCount('disagreement', counts)
        expect(s).toBeLessThanOrEqual(n)
        expect(n).toBeLessThanOrEqual(counts.compared)
        expect(counts.decisionTypeMismatch).toBeLessThanOrEqual(s)
        if (log.every(({ mismatch }) => mismatch === null || !disagrees(mismatch))) {
          expect(s).toBe(0)
        }
      }),
    )
  })
})
