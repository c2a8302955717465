import { bucketMs, planDefaults, rateMetrics } from '@partial-trust/core'

const openShare = { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 } as const
const atLeastZero = { type: 'number', minimum: 0 } as const
const denominator = {
  enum: ['sampled', 'all_records'],
  description:
    'Default sampled. What the threshold was thought to be divided by. Gates always count over sampled decisions; lint tells what a rate over all records comes to.',
} as const
const latencyLimit = {
  oneOf: [{ type: 'number', exclusiveMinimum: 0 }, { const: 'deadline' }],
  description: 'Milliseconds, or `deadline` for the one each record names.',
} as const
const quantile = { ...openShare, description: 'Default 0.95.' } as const
const maxDrop = {
  ...openShare,
  description: 'Largest relative drop of acceptance against the stage before, e.g. 0.2.',
} as const
const per = {
  enum: ['decision', 'user'],
  description:
    'Default decision. What the sample is drawn by: with several decisions a user, blocks count by their means.',
} as const

function gate(metrics: readonly string[], properties: object, required: readonly string[]) {
  return {
    type: 'object',
    required: ['metric', ...required],
    additionalProperties: false,
    properties: { metric: { enum: metrics }, ...properties },
  }
}

const goGate = {
  type: 'object',
  required: ['metric'],
  discriminator: { propertyName: 'metric' },
  oneOf: [
    gate(rateMetrics, { below: openShare, of: denominator }, ['below']),
    gate(['latency'], { quantile, below_ms: latencyLimit }, ['below_ms']),
    gate(['acceptance'], { max_drop: maxDrop }, ['max_drop']),
    gate(
      ['undone'],
      {
        ratio_below: {
          type: 'number',
          minimum: 0.1,
          maximum: 10,
          description:
            'Fewer than so many times as many decisions as under the baseline are undone, e.g. 1.25.',
        },
        per,
      },
      ['ratio_below'],
    ),
  ],
}

const noGoGate = {
  type: 'object',
  required: ['metric'],
  discriminator: { propertyName: 'metric' },
  oneOf: [
    gate(rateMetrics, { above: openShare, of: denominator }, ['above']),
    gate(['latency'], { quantile, above_ms: latencyLimit }, ['above_ms']),
    gate(['acceptance'], { max_drop: maxDrop }, ['max_drop']),
    gate(
      ['undone'],
      {
        ratio: {
          type: 'number',
          minimum: 1,
          maximum: 10,
          description: 'Default 1. How many times as often as under the baseline is still allowed.',
        },
        per,
      },
      [],
    ),
    gate(['incident'], {}, []),
  ],
}

/** The metrics that gates of either list can have, in the order of the schema. */
export const gateMetrics: Readonly<Record<'go' | 'no_go', readonly string[]>> = {
  go: metricsIn(goGate.oneOf),
  no_go: metricsIn(noGoGate.oneOf),
}

function metricsIn(gates: readonly ReturnType<typeof gate>[]): readonly string[] {
  return gates.flatMap(({ properties }) => properties.metric.enum)
}

const stage = {
  type: 'object',
  required: ['name', 'rate', 'go', 'no_go'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,63}$' },
    rate: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Share of ids for which a candidate is asked.',
    },
    mode: {
      enum: ['live', 'shadow'],
      default: 'live',
      description: 'A shadow stage asks and compares but never uses a candidate.',
    },
    min_days: { ...atLeastZero, default: 1 },
    max_days: { type: 'number', exclusiveMinimum: 0, default: 30 },
    min_sampled: { type: 'integer', minimum: 0, default: 0 },
    go: { type: 'array', minItems: 1, items: goGate, description: 'GO needs all of them.' },
    no_go: { type: 'array', minItems: 1, items: noGoGate, description: 'NO_GO on any of them.' },
  },
}

/** JSON Schema of `partial-trust.plan.yaml`, published for editors in `contracts/`. */
export const planSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://partial-trust.dev/contracts/partial-trust.plan.schema.json',
  title: 'Partial Trust rollout plan',
  description:
    'Ordered stages with their sample rate, duration and gates. Thresholds lie strictly between 0 and 1.',
  type: 'object',
  required: ['version', 'stages'],
  additionalProperties: false,
  properties: {
    version: { const: 1 },
    deadline_ms: {
      type: 'integer',
      minimum: 1,
      maximum: 60_000,
      default: planDefaults.deadline_ms,
      description: 'The deadline the plan was made for.',
    },
    promote: {
      enum: ['operator', 'auto'],
      default: planDefaults.promote,
      description: 'Who carries out a GO. A NO_GO needs nobody.',
    },
    approvals: {
      enum: [1, 2],
      description:
        'Default 1. With 2, a promotion needs two people by name: one asks, another carries it out. To close, demote or kill needs one.',
    },
    alpha: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'Error chances per stage, valid however often anyone looks.',
      properties: {
        rollback: { ...openShare, default: planDefaults.alpha.rollback },
        go: { ...openShare, default: planDefaults.alpha.go },
        detector: {
          ...openShare,
          default: planDefaults.alpha.detector,
          description:
            'Chance, per stage, that a change detector rings over a healthy stage. Comes on top of rollback.',
        },
        rollback_budget: { ...openShare, default: planDefaults.alpha.rollback_budget },
      },
    },
    decisions_to_false_alarm: {
      type: 'number',
      minimum: 1000,
      default: planDefaults.decisions_to_false_alarm,
      description:
        'Expected decisions to a false alarm of a change detector, at least; more where alpha.detector asks for it.',
    },
    bursts: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        window_minutes: {
          type: 'number',
          minimum: bucketMs / 60_000,
          maximum: 1440,
          default: planDefaults.bursts.window_minutes,
          description:
            'At least as long as the longest burst of failures. A GO is proved over decisions and over windows this wide.',
        },
        correlation: {
          oneOf: [{ type: 'number', minimum: 0, maximum: 1 }, { const: 'measure' }],
          default: planDefaults.bursts.correlation,
          description:
            'Of failures inside a window, as known beforehand; `measure`: as the stage before showed it. Concerns NO_GO only.',
        },
      },
    },
    expect: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description: 'What lint and simulate reckon with.',
      properties: {
        decisions_per_day: {
          type: ['number', 'null'],
          exclusiveMinimum: 0,
          default: null,
          description: 'Decisions a day that reach the draw.',
        },
        event_rate: { ...openShare, default: planDefaults.expect.event_rate },
        acceptance: { ...openShare, default: planDefaults.expect.acceptance },
      },
    },
    parts: {
      type: 'object',
      required: ['by'],
      additionalProperties: false,
      description:
        'Judge the parts of the corridor on their own; the later a part appears, the less it may spend of the alphas.',
      properties: {
        by: {
          type: 'string',
          pattern: '^[a-z][a-z0-9_]{0,39}$',
          description: 'A closed list of the corridor, such as language.',
        },
        demote: {
          type: 'boolean',
          default: false,
          description:
            'The controller demotes a failing part alone: its decisions end at the baseline, the rest goes on.',
        },
      },
    },
    harm_budget: {
      type: ['number', 'null'],
      exclusiveMinimum: 0,
      default: null,
      description: 'Bad decisions that a regression may cost before it is rolled back.',
    },
    stages: { type: 'array', minItems: 1, items: stage },
  },
}
