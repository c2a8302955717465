import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVirtualClock } from '@partial-trust/testing'
import { describe, expect, it } from 'vitest'
import type { ProcessReport } from './evidence-store.js'
import { killCorridors } from './kill-corridors.js'
import type { KillReport } from './kill-corridors.js'
import { memoryControl, MemoryMedium } from './testing/index.js'

const intent = 'pay_back'

/** A store on which one process says of itself what `says` makes of the kill's entry. */
async function killedBeside(
  says: (entry: string) => { readonly version: number; readonly entry?: string } | null,
  afterwards: (medium: MemoryMedium) => void = () => {},
  clockOffMs = 0,
): Promise<KillReport> {
  const clock = createVirtualClock()
  const now = () => clock.epochMs()
  const medium = new MemoryMedium()
  medium.make('store-1')
  const control = memoryControl({ medium, now })
  const report = (corridor: {
    readonly version: number
    readonly entry?: string
  }): ProcessReport => ({
    instance: 'i-1',
    host: 'here',
    pid: 1,
    started_at: new Date(now()).toISOString(),
    seen_at: new Date(now() + clockOffMs).toISOString(),
    lease_ms: 5000,
    lease_age_ms: 10,
    corridors: [{ intent, epoch: 'e', rate: 1, set_by: 'default', ...corridor }],
    dropped_records: 0,
    dropped_cells: 0,
  })
  await control.evidence.report(report({ version: 0 }))
  control.store.subscribe(() => {
    const hash = medium.contents.states.get(intent)?.audit?.hash ?? ''
    const said = says(hash)
    if (said !== null) void control.evidence.report(report(said)).then(() => afterwards(medium))
  })
  const ended = { yet: false }
  const killing = killCorridors(control, {
    intents: [intent],
    by: 'ana',
    reason: 'harm',
    untilApplied: false,
    clock,
    signal: new AbortController().signal,
  }).finally(() => (ended.yet = true))
  while (!ended.yet) {
    clock.advance(25)
    await nextTurn()
  }
  return killing
}

describe('a kill', () => {
  it.each([-3_600_000, 3_600_000])(
    'waits for a process that does not answer, however wrong its clock is (%i ms)',
    async (offMs) => {
      const { processes } = await killedBeside(
        () => null,
        () => {},
        offMs,
      )
      expect(processes).not.toMatchObject([{ state: 'silent' }])
    },
  )

  it('is confirmed by whoever acts on its very entry', async () => {
    const { processes } = await killedBeside((entry) => ({ version: 1, entry }))
    expect(processes).toMatchObject([{ state: 'confirmed' }])
  })

  it.each([
    [
      'a higher version, of a history that the store was set back from',
      { version: 9, entry: 'f00' },
    ],
    ['the same version of another history', { version: 1, entry: 'f00' }],
    ['a version alone', { version: 1 }],
  ])('is not confirmed by %s', async (_what, said) => {
    const { processes } = await killedBeside(() => said)
    expect(processes).toMatchObject([{ state: 'unconfirmed' }])
  })

  it('is not in force where the store was set back before it was confirmed', async () => {
    const { problem } = await killedBeside(
      (entry) => ({ version: 1, entry }),
      ({ contents }) => contents.audit.splice(0),
    )
    expect(problem).toContain('does not hold the kill of pay_back any more')
  })
})
