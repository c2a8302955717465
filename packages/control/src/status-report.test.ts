import { describe, expect, it } from 'vitest'
import { statusReport } from './status-report.js'

const nowMs = Date.parse('2026-11-28T09:02:00.000Z')

/** What is said of one process, everywhere it is shown. */
function saidOf({ silentMs, leaseMs, stopped }: Said) {
  const { processes } = statusReport({
    config: { enabled: true, leaseMs, proveEveryMs: 0 },
    problems: [],
    corridors: [],
    location: 'memory',
    snapshot: null,
    problem: 'away',
    processes: [
      {
        instance: 'one',
        host: 'here',
        pid: 7,
        started_at: '2026-11-28T08:00:00.000Z',
        seen_at: new Date(nowMs - silentMs).toISOString(),
        lease_ms: leaseMs,
        lease_age_ms: 10,
        report_every_ms: 25_000,
        ...(stopped ? { stopped } : {}),
        corridors: [],
        dropped_records: 0,
        dropped_cells: 0,
      },
    ],
    leader: null,
    verdicts: new Map(),
    nowMs,
  })
  return processes[0]
}

type Said = { readonly silentMs: number; readonly leaseMs: number; readonly stopped: boolean }

describe('what a process told of itself', () => {
  it.each([
    // A lease shorter than the pause between two reports says nothing of whether there was one.
    [{ silentMs: 3000, leaseMs: 1000, stopped: false }, true],
    [{ silentMs: 4900, leaseMs: 5000, stopped: false }, true],
    [{ silentMs: 5100, leaseMs: 5000, stopped: false }, false],
    [{ silentMs: 9000, leaseMs: 10_000, stopped: false }, true],
    [{ silentMs: 60_000, leaseMs: 5000, stopped: false }, false],
    [{ silentMs: 10, leaseMs: 5000, stopped: true }, false],
  ] as const)('holds for its lease, and for five seconds at least: %j', (said, holds) => {
    expect(saidOf(said)).toMatchObject({ heard_lately: holds })
  })
})
