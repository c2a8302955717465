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
  return textBeside([
    processOf('leads', proof === null ? {} : { stop_proof: proof }),
    processOf('deaf'),
  ])
}

function textBeside(processes: readonly ProcessReport[]): string {
  const report = statusReport({
    config: { enabled: true, leaseMs: 5000, proveEveryMs: 600_000 },
    problems: [],
    corridors: [],
    location: 'memory',
    snapshot: null,
    problem: 'away',
    processes,
    leader: 'leads',
    verdicts: new Map(),
    nowMs,
  })
  return statusText(report)
}

describe('the status as a person reads it', () => {
  it('says of a process that was not heard of within its lease when it was alive', () => {
    const heard = { report_every_ms: 25_000, seen_at: '2026-11-28T09:01:37.000Z' }
    const text = textBeside([processOf('rare', heard), processOf('often')])
    expect(text).toMatch(/^rare .* alive 23 s ago {2}/mu)
    expect(text).toMatch(/^often .* alive {2}/mu)
  })

  it('shows nothing that would steer a terminal, whatever a process calls itself and its host', () => {
    const bad = '\u001b[2Jx\u202e\r\n'
    const corridors = [{ intent: `c${bad}`, epoch: bad, rate: 0.1, set_by: bad }]
    const text = textBeside([processOf(`i${bad}`, { host: bad, corridors })])
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  })

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
