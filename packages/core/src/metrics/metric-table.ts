import type { Counter } from './counter-table.js'

/** Everything there is to know of one metric: whatever names or counts metrics is made from these rows. */
export type MetricRow = {
  /** Counter of the decisions that had the event. */
  readonly s: Counter
  /** Counter of the decisions among which it counts. */
  readonly n: Counter
  /** As it stands above a chart or in a table. */
  readonly title: string
  /** Its rate within a sentence: always one, whatever the title's number. */
  readonly spoken: string
  /** What one of `s` is, in a sentence. */
  readonly phrase: string
  readonly better: 'low' | 'high'
  /** How a plan holds it: against a threshold of its own (GO below, NO_GO above), or against the stage before. */
  readonly gate: 'rate' | 'drop'
  /**
   * The corridor's closed list that it follows: where that has one member only the metric cannot
   * move, and a gate on it says nothing. Null: it can move in every corridor.
   */
  readonly follows: 'intents' | 'decisionTypes' | null
}

/**
 * The metrics that are read from records alone. Adding one takes its row here and its fold, the row of
 * its counter in `counter-table.ts`.
 *
 * A metric that counts what older versions did not has a counter of its own for `n`: what was
 * never looked at is no evidence of anything.
 */
export const metricTable = {
  attempt_error: {
    s: 'errors',
    n: 'attempts',
    title: 'Attempt errors',
    spoken: 'the rate of attempt errors',
    phrase: 'Candidates asked for that failed: timeouts, endpoint errors, unreadable answers.',
    better: 'low',
    gate: 'rate',
    follows: null,
  },
  deadline_exceeded: {
    s: 'deadlineExceeded',
    n: 'attempts',
    title: 'Deadline exceeded',
    spoken: 'the rate of missed deadlines',
    phrase: 'Candidates that did not arrive before the deadline.',
    better: 'low',
    gate: 'rate',
    follows: null,
  },
  intent_mismatch: {
    s: 'intentMismatch',
    n: 'compared',
    title: 'Intent mismatch',
    spoken: 'the rate of intent mismatches',
    phrase: 'Candidates that read another intent than the baseline.',
    better: 'low',
    gate: 'rate',
    follows: 'intents',
  },
  entity_key_mismatch: {
    s: 'entityKeyMismatch',
    n: 'compared',
    title: 'Entity key mismatch',
    spoken: 'the rate of entity key mismatches',
    phrase: 'Candidates that fill other fields than the baseline.',
    better: 'low',
    gate: 'rate',
    follows: null,
  },
  decision_type_mismatch: {
    s: 'decisionTypeMismatch',
    n: 'comparedInFull',
    title: 'Decision type mismatch',
    spoken: 'the rate of decision type mismatches',
    phrase: 'Candidates that decide otherwise than the baseline.',
    better: 'low',
    gate: 'rate',
    follows: 'decisionTypes',
  },
  disagreement: {
    s: 'disagreement',
    n: 'comparedInFull',
    title: 'Disagreement',
    spoken: 'the rate of disagreement',
    phrase: 'Candidates that differ from the baseline in anything the record compares.',
    better: 'low',
    gate: 'rate',
    follows: null,
  },
  acceptance: {
    s: 'accepted',
    n: 'judged',
    title: 'Acceptance',
    spoken: 'the rate of acceptance',
    phrase: 'Candidates that passed every acceptance rule.',
    better: 'high',
    gate: 'drop',
    follows: null,
  },
} as const satisfies Readonly<Record<string, MetricRow>>

export type MetricName = keyof typeof metricTable

/** The metrics whose rate can have a threshold of its own. */
export type RateMetric = {
  [Name in MetricName]: (typeof metricTable)[Name]['gate'] extends 'rate' ? Name : never
}[MetricName]

/** In the order of the table, which is the order they are shown in. */
export const metricNames: readonly MetricName[] = Object.keys(metricTable).filter(isMetricName)

export const rateMetrics: readonly RateMetric[] = metricNames.filter(isRateMetric)

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metricTable, name)
}

export function isRateMetric(name: string): name is RateMetric {
  return isMetricName(name) && metricTable[name].gate === 'rate'
}

/** One value for every metric, made by `value`. */
export function perMetric<Value>(
  value: (name: MetricName, row: MetricRow) => Value,
): Readonly<Record<MetricName, Value>> {
  const made: Partial<Record<MetricName, Value>> = {}
  for (const name of metricNames) made[name] = value(name, metricTable[name])
  if (!isComplete(made)) throw new TypeError('a metric has no value')
  return made
}

function isComplete<Value>(
  made: Partial<Record<MetricName, Value>>,
): made is Record<MetricName, Value> {
  return metricNames.every((name) => name in made)
}
