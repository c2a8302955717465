import type { ReasonCodeEntry } from '@partial-trust/core'
import { z } from 'zod'
import type {
  AuditView,
  CorridorView,
  GateView,
  MetricsView,
  OverviewView,
  PlansView,
  ReadinessView,
  RecordsView,
  RunbookView,
} from '../view-types/index.js'
import { metricWindows } from '../view-types/index.js'
import { json } from './route.js'
import { whole } from './whole.js'
import type { Routes } from './route.js'

const most = 1000
const limit = whole({ least: 1, most }, `must be a whole number from 1 to ${most}`).default(100)
const limited = z.strictObject({ limit })

const word = z
  .string({ error: 'must be text of 1 to 200 characters' })
  .min(1)
  .max(200)
  .optional()
  .transform((text) => text ?? null)
const moment = z.iso
  .datetime({ offset: true })
  .optional()
  .transform((text) => (text === undefined ? null : Date.parse(text)))

/** Everything the console reads. */
export const viewRows = {
  corridors: {
    ...view('/v1/corridors', 'Where every corridor, process and lease stands'),
    answers: { 200: json<OverviewView>('The view') },
  },
  corridor: {
    ...view('/v1/corridors/{intent}', 'One corridor in depth'),
    answers: { 200: json<CorridorView>('The view') },
  },
  metrics: {
    ...view('/v1/corridors/{intent}/metrics', 'Its metrics over time'),
    query: z.strictObject({
      window: z.enum(metricWindows).default('stage'),
      by: z
        .literal('epoch', { error: 'must be epoch, or left out' })
        .optional()
        .transform((by) => by ?? null),
    }),
    answers: { 200: json<MetricsView>('The view') },
  },
  gate: {
    ...view('/v1/corridors/{intent}/gate', 'What its gates say and what is missing'),
    answers: { 200: json<GateView>('The view') },
  },
  corridorAudit: {
    ...view('/v1/corridors/{intent}/audit', 'Its changes, newest first'),
    control: 'needed',
    query: limited,
    answers: { 200: json<AuditView>('The view') },
  },
  audit: {
    ...view('/v1/audit', 'Every change, and whether the chain holds'),
    control: 'needed',
    query: limited,
    answers: { 200: json<AuditView>('The view') },
  },
  records: {
    ...view(
      '/v1/records',
      'Decisions in the risk log, newest first, by id, status, reason, stage, epoch or time',
    ),
    query: z.strictObject({
      intent: word,
      id: word,
      status: word,
      reason: word,
      epoch: word,
      stage: word,
      differs: z
        .enum(['true', 'false'])
        .optional()
        .transform((text) => text === 'true'),
      since: moment,
      until: moment,
      limit,
    }),
    answers: { 200: json<RecordsView>('The view') },
    problems: {
      404: { title: 'No such corridor', detail: 'intent must be a registered corridor.' },
    },
  },
  plan: {
    ...view('/v1/plan', 'The plans in force, with what lint finds'),
    answers: { 200: json<PlansView>('The view') },
  },
  reasonCodes: {
    ...view('/v1/reason-codes', 'Every reason code, its meaning and what to do'),
    answers: { 200: json<Readonly<Record<string, ReasonCodeEntry>>>('The table') },
  },
} as const satisfies Routes

/** What is rendered from the repository the service runs in; served where there is one. */
export const documentRows = {
  readiness: {
    ...view('/v1/readiness', 'What `partial-trust preflight` finds'),
    answers: { 200: json<ReadinessView>('The view') },
  },
  runbook: {
    ...view('/v1/runbook', 'The rollout runbook, as Markdown'),
    answers: { 200: json<RunbookView>('The view') },
  },
} as const satisfies Routes

function view<Path extends `/${string}`>(path: Path, summary: string) {
  return { method: 'GET', path, caller: 'viewer', summary, control: 'used', query: 'none' } as const
}
