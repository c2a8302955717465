import { statusReport } from '@partial-trust/control'
import type { ProcessReport, StopProof } from '@partial-trust/control'
import type { Grant } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { statusText } from './status-text.js'

const closedGrant: Grant = {
  closed: 'lease_expired',
  rate: 0,
  stage: null,
  mode: 'live',
  deadlineMs: 200,
  setBy: 'lease',
  modeSetBy: 'default',
  deadlineSetBy: 'default',
}
const nowMs = Date.parse('2026-11-28T09:02:00.000Z')

function processOf(instance: string, more: Partial<ProcessReport> = {}): ProcessReport {
  return {
    instance,
    host: 'here',
    pid: 7,
    started_at: '2026-11-28T08:00:00.000Z',
    seen_at: '2026-11-28T09:01:59.000Z',
    lease_ms: 5000,
    lease_age_ms: 10,
    corridors: [{ intent: 'add_thing', epoch: 'e', rate: 0.1, set_by: 'stage canary' }],
    dropped_records: 0,
    dropped_cells: 0,
    ...more,
  }
}

function serving(instance: string, epoch: string): ProcessReport {
  return processOf(instance, {
    corridors: [{ intent: 'add_thing', epoch, rate: 0.1, set_by: 'stage canary' }],
  })
}

function textAfter(proof: StopProof | null): string {
  const report = statusReport({
    config: { enabled: true, leaseMs: 5000, proveEveryMs: 600_000 },
    problems: [],
    corridors: [],
    location: 'memory',
    snapshot: null,
    problem: 'away',
    processes: [processOf('leads', proof === null ? {} : { stop_proof: proof }), processOf('deaf')],
    leader: 'leads',
    verdicts: new Map(),
    nowMs,
  })
  return statusText(report)
}

describe('the status as a person reads it', () => {
  it('names a process that did not stop when the kill was tried, and what to do', () => {
    const text = textAfter({
      at: '2026-11-28T09:00:00.000Z',
      proved: ['leads'],
      unproved: [{ instance: 'deaf\u001B[2J', host: 'here', pid: 7 }],
      slowest_ms: 41.6,
    })
    expect(text).toContain(
      'kill       tried 120 s ago: 1 of 2 processes stopped in time, the slowest after 42 ms\n',
    )
    expect(text).toMatch(
      /^UNPROVED {3}deaf.* on here \(pid 7\) did not stop in time .* end it if it/mu,
    )
    expect(text).not.toContain('\u001B')
  })

  it('tells versions that answer side by side, and which is in force', () => {
    const facts = {
      config: { enabled: true, leaseMs: 5000, proveEveryMs: 600_000 },
      problems: [],
      location: 'memory',
      snapshot: null,
      problem: 'away',
      leader: 'leads',
      verdicts: new Map(),
      nowMs,
    }
    const corridors = [{ intent: 'add_thing', askedPerDecision: [], grant: () => closedGrant }]
    const textOf = (processes: readonly ProcessReport[]) =>
      statusText(statusReport({ ...facts, corridors, processes }))
    expect(textOf([serving('a', 'e1'), serving('b', 'e2'), serving('c', 'e2')])).toContain(
      'versions of add_thing side by side: 2 under epoch e2, 1 under epoch e1; the one in force stays',
    )
    expect(textOf([serving('a', 'e1'), serving('b', 'e1')])).not.toContain('side by side')
  })

  it('claims no kill that was not tried, and warns of none that was proved', () => {
    expect(textAfter(null)).toContain('kill       not tried in any process yet')
    const at = '2026-11-28T09:00:00.000Z'
    const proved = { at, proved: ['leads', 'deaf'], unproved: [], slowest_ms: 12 }
    expect(textAfter(proved)).toContain('2 of 2 processes stopped in time')
    expect(textAfter(proved)).not.toContain('UNPROVED')
  })

  it('says that nobody knows any more where the next trial is overdue', () => {
    const overdue = /^KILL UNPROVED {2}the next trial is overdue/mu
    const before = { proved: ['leads', 'deaf'], unproved: [], slowest_ms: 12 }
    expect(textAfter({ ...before, at: '2026-11-28T08:40:00.000Z' })).toMatch(overdue)
    expect(textAfter({ ...before, at: '2026-11-28T08:42:00.000Z' })).not.toMatch(overdue)
    expect(textAfter(null)).toMatch(overdue) // they have run for an hour
  })
})
