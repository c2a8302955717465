import { bucketMs, defaultPlan, foldRecords } from '@partial-trust/core'
import type { Cell, Observation } from '@partial-trust/core'
import { controlPlan, openControl, tidyTask } from '@partial-trust/control'
import type { ControlAction } from '@partial-trust/control'
import { defineConfig, defineCorridor } from 'partial-trust'
import type { RegisteredCorridor } from 'partial-trust'
import { z } from 'zod'

/** What twenty teams of a shop let a model decide; none of them is an example of ours. */
const names = [
  'approve_discount',
  'choose_carrier',
  'classify_return',
  'decide_refund',
  'detect_duplicate',
  'extract_iban',
  'flag_fraud',
  'label_comment',
  'match_invoice',
  'moderate_review',
  'pick_warehouse',
  'price_bucket',
  'rank_offer',
  'route_ticket',
  'score_lead',
  'set_priority',
  'spot_complaint',
  'suggest_reply',
  'tag_product',
  'verify_the_address_that_a_customer_types_before_a_parcel_leaves',
] as const
export type CorridorName = (typeof names)[number]

const Request = z.object({ id: z.string(), language: z.enum(['de', 'en', 'fr']) })
const labels = ['yes', 'no', 'ask'] as const
const byLanguage = {
  language: {
    words: ['de', 'en', 'fr'],
    of: ({ language }: z.infer<typeof Request>) => language,
  },
}

/** They differ in name, rate, deadline and parts alone: what a page shows of them comes from their counts. */
export const twentyCorridors: readonly RegisteredCorridor[] = defineConfig({
  corridors: names.map((intent, index) =>
    defineCorridor({
      intent,
      command: Request,
      id: ({ id }) => id,
      baseline: ({ id }): (typeof labels)[number] => (id.length % 2 === 0 ? 'yes' : 'no'),
      label: (label) => label,
      labels: [...labels],
      candidate: z.enum(labels),
      ask: async () => 'yes',
      deadlineMs: 200 + 50 * (index % 5),
      parts: index % 4 === 0 ? byLanguage : {},
    }),
  ),
}).corridors

const [olderEpoch, newerEpoch] = ['e1-first-prompt', 'e2-newer-prompt'] as const

/** Before the last minutes, counts are kept in windows of five. */
const foldedBuckets = 30
const fineMs = 1_800_000

/**
 * Makes a store in which a week has passed, or as many days as are asked for: most stages are open and well, one was stopped by its gate, one
 * killed, one part demoted, some have just been promoted, and one corridor was never started.
 */
export async function liveThroughAWeek(storePath: string, nowMs: number, days = 7): Promise<void> {
  const spanMs = days * 86_400_000
  let clockMs = nowMs - spanMs
  const control = openControl(
    { kind: 'sqlite', path: storePath },
    {
      cwd: '.',
      now: () => clockMs,
      firstStart: { by: 'a process', reason: 'the first start', traces: () => null },
    },
  )
  if (control === null) throw new Error('there is no live control')
  const { store, evidence } = control
  const change = async (
    intent: CorridorName,
    action: ControlAction,
    by: string,
    reason: string,
  ) => {
    const expectedVersion = (await store.read()).corridors.get(intent)?.version ?? 0
    const changed = await store.change({ intent, action, by, reason, expectedVersion })
    if (changed.kind !== 'replaced') throw new Error(`${intent}: ${changed.kind}`)
  }
  /** As whoever leads notes it. */
  const note = (intent: CorridorName, epoch: string) =>
    change(
      intent,
      { kind: 'epoch', epoch },
      'rollout controller',
      `candidates now come under ${epoch}`,
    )
  await store.read()
  const started = names.filter(
    (name) => name !== 'verify_the_address_that_a_customer_types_before_a_parcel_leaves',
  )
  for (const [index, name] of started.entries()) {
    const plan = controlPlan({ ...defaultPlan, approvals: index % 5 === 0 ? 2 : 1 })
    await change(name, { kind: 'rollout', plan }, 'anna', 'first rollout')
    await note(name, olderEpoch)
    await evidence.save(cellsOf(name, index, nowMs, spanMs))
  }
  clockMs = nowMs - spanMs / 2
  for (const name of started) await note(name, newerEpoch)
  clockMs = nowMs - promotedMs
  for (const [index, name] of started.entries()) {
    if (isPromoted(index)) await change(name, { kind: 'promote' }, 'ben', 'GO at canary')
  }
  clockMs = nowMs - 2_400_000
  await change('flag_fraud', { kind: 'kill' }, 'carla', 'a customer was locked out')
  const reason = 'NO_GO: attempt_error is above 0.1: 212 of 1,640 sampled decisions failed'
  await change(
    'match_invoice',
    { kind: 'close', because: 'no_go', evidence: null },
    'gates',
    reason,
  )
  await change(
    'suggest_reply',
    { kind: 'demote_part', part: 'language=fr' },
    'dora',
    'wrong in French',
  )
  // As whoever led all the time would have left it.
  while (await control.desk.ask(tidyTask, { nowMs }));
  await control.close()
}

/** Some were promoted a good hour ago, where the plan lets one person do so. */
const promotedMs = 5_400_000
function isPromoted(index: number): boolean {
  return index % 3 === 1 && index % 5 !== 0
}

/** What one corridor counted in that time: a little worse at night, two epochs, the newer better. */
function cellsOf(
  intent: CorridorName,
  index: number,
  nowMs: number,
  spanMs: number,
): readonly Cell[] {
  const end = Math.floor(nowMs / bucketMs)
  const recent = end - fineMs / bucketMs
  const first = Math.ceil((end - spanMs / bucketMs) / foldedBuckets) * foldedBuckets
  const asked: Observation[] = []
  const passed: Observation[] = []
  for (let bucket = first; bucket < end; bucket += bucket < recent ? foldedBuckets : 1) {
    const night = Math.floor((bucket * bucketMs) / 3_600_000) % 24 < 6
    for (let nth = 0; nth < (bucket < recent ? 6 : 1); nth++) {
      const chance = noise(bucket * 8 + nth, index)
      const made: Made = {
        bucket,
        nth,
        failed: chance < (night ? 0.025 : 0.01) * (1 + (index % 4) / 2),
        refused: chance > 0.88,
        differs: chance > 0.6 && chance < 0.6 + 0.01 * (index % 7),
        newer: bucket > end - spanMs / bucketMs / 2,
        part: index % 4 === 0,
        stage: isPromoted(index) && bucket > end - promotedMs / bucketMs ? 'expanded' : 'canary',
      }
      asked.push(seen(intent, made))
      passed.push(notSampled(intent, made))
    }
  }
  return [
    ...foldRecords(asked).cells.values(),
    ...[...foldRecords(passed).cells.values()].map(many),
  ]
}

/** As many of them as the sample leaves out beside one that it takes. */
function many({ key, vector }: Cell): Cell {
  const each = 1 / (key.sampleRate ?? 1) - 1
  return { key, vector: vector.map((value) => value * each) }
}

/** A number from 0 to 1 that looks like chance and is the same in every run. */
function noise(at: number, index: number): number {
  const mixed = Math.imul(at ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b)
  return ((Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 8) & 0xffff) / 0x10000
}

function notSampled(corridor: CorridorName, made: Made): Observation {
  return {
    ...seen(corridor, { ...made, failed: false, refused: false, part: false }),
    // Apart from those that were asked, as they are counted apart.
    instance: 'a-week-ago, not sampled',
    sampled: false,
    status: 'not_sampled',
    reasonCode: 'not_sampled',
    latencyMs: null,
    mismatch: null,
    inputTokens: null,
    outputTokens: null,
  }
}

type Made = {
  readonly bucket: number
  readonly nth: number
  readonly failed: boolean
  readonly refused: boolean
  readonly differs: boolean
  readonly newer: boolean
  readonly part: boolean
  readonly stage: 'canary' | 'expanded'
}

function seen(corridor: CorridorName, made: Made): Observation {
  const { bucket, nth, failed, refused, differs, newer, part, stage } = made
  return {
    atMs: bucket * bucketMs + nth,
    instance: 'a-week-ago',
    traceId: null,
    commandId: null,
    corridor,
    epoch: newer ? newerEpoch : olderEpoch,
    stage,
    sampleRate: stage === 'canary' ? 0.01 : 0.05,
    mode: 'live',
    model: newer ? 'small-2' : 'small-1',
    part: part ? `language=${['de', 'en', 'fr'][bucket % 3] ?? 'de'}` : null,
    sampled: true,
    status: failed || refused ? 'fallback_deterministic' : 'accepted_llm',
    reasonCode: failed ? 'timeout' : refused ? 'low_confidence' : 'accepted',
    latencyMs: failed ? 200 : 30 + ((bucket * 11 + nth * 29) % 120),
    deadlineMs: 200,
    mismatch: failed
      ? null
      : { intent: false, entityKeys: differs, decisionType: differs, actionCount: false },
    inputTokens: failed ? null : 300,
    outputTokens: failed ? null : 12,
    schema: 1,
    confidence: null,
  }
}
