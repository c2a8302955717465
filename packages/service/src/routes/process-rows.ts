import type {
  AuditEntry,
  Change,
  ControlPlan,
  CorridorState,
  HeardReport,
  StopProofFigures,
} from '@partial-trust/control'
import {
  actionKinds,
  decodeSentCells,
  decodeOutcome,
  parseChangeRequest,
  parseKillAll,
  parseProcessReport,
} from '@partial-trust/control'
import { z } from 'zod'
import { decoded } from './read.js'
import { json } from './route.js'
import { whole } from './whole.js'
import type { Routes } from './route.js'

const count = whole({ least: 0, most: Number.MAX_SAFE_INTEGER }, 'must be a whole number')
const signed = { by: z.string().describe('Who asks'), reason: z.string() }
const change = z.looseObject({
  intent: z.string(),
  action: z.looseObject({ kind: z.enum(actionKinds) }),
  expectedVersion: z.int().optional(),
  ...signed,
})
const killAll = z.looseObject({ also: z.array(z.string()), ...signed })
const cells = z.array(z.tuple([z.string(), z.string()]))
const outcome = z.looseObject({
  key: z.string(),
  id: z.string(),
  arm: z.enum(['candidate', 'baseline']),
  kind: z.string(),
})
const report = z.looseObject({ instance: z.string(), host: z.string(), pid: z.number() })

/** What a process asks of the control plane it stands under. */
export const processRows = {
  control: {
    ...asks('GET', '/v1/control', 'viewer', 'The whole of live control'),
    answers: { 200: json<object>('As the store has it now') },
  },
  planOfDigest: {
    ...asks('GET', '/v1/control/plans/{digest}', 'viewer', 'A plan that a rollout follows'),
    answers: { 200: json<ControlPlan | null>('The plan; null where there is none') },
  },
  auditPage: {
    ...asks('GET', '/v1/control/audit', 'viewer', 'The audit trail, page by page'),
    query: z.object({
      after: count.default(0),
      limit: count.default(1000).transform((limit) => Math.min(limit, 1000)),
    }),
    answers: { 200: json<readonly AuditEntry[]>('Entries in order') },
  },
  change: {
    ...asks('POST', '/v1/control/changes', 'operator', 'Change one corridor'),
    body: decoded(change, parseChangeRequest),
    answers: { 200: json<Change>('What became of it') },
  },
  killEvery: {
    ...asks('POST', '/v1/control/kill', 'operator', 'Close every corridor'),
    body: decoded(killAll, parseKillAll),
    answers: { 200: json<readonly CorridorState[]>('Their states now') },
  },
  saveCells: {
    ...asks('POST', '/v1/control/cells', 'operator', 'Save counts'),
    body: decoded(cells, decodeSentCells),
    answers: { 200: json<{ readonly saved: true }>('Saved') },
  },
  evidence: {
    ...asks('GET', '/v1/control/evidence', 'viewer', 'What was counted'),
    query: z.object({ since: count.default(0) }),
    answers: { 200: json<object>('What grew since') },
  },
  countOutcome: {
    ...asks('POST', '/v1/control/outcomes', 'operator', 'Count an outcome'),
    body: decoded(outcome, decodeOutcome),
    answers: { 200: json<boolean>('Whether it was not known before') },
  },
  reportProcess: {
    ...asks('POST', '/v1/control/processes', 'operator', 'Report a process'),
    body: decoded(report, (value) => parseProcessReport(JSON.stringify(value))),
    answers: { 200: json<{ readonly reported: true }>('Kept') },
  },
  leader: {
    ...asks('GET', '/v1/control/leader', 'viewer', 'Who leads the rollout controllers'),
    answers: { 200: json<{ readonly instance: string | null }>('Its name') },
  },
  processes: {
    ...asks('GET', '/v1/control/processes', 'viewer', 'The last report of every process'),
    answers: { 200: json<readonly HeardReport[]>('Newest first') },
  },
  stopProof: {
    ...asks('GET', '/v1/control/stop-proof', 'viewer', 'What the latest trial of the kill showed'),
    answers: { 200: json<{ readonly proof: StopProofFigures | null }>('null before the first') },
  },
} as const satisfies Routes

function asks<
  Method extends 'GET' | 'POST',
  Path extends `/${string}`,
  Caller extends 'viewer' | 'operator',
>(method: Method, path: Path, caller: Caller, summary: string) {
  return { method, path, caller, summary, control: 'needed' } as const
}
