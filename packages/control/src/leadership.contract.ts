import { afterEach, describe, expect, it } from 'vitest'
import { leadMs } from './leadership.js'
import type { Leadership } from './leadership.js'

/** Two ways into one and the same store. */
export type LeadershipPair = {
  readonly here: Leadership
  readonly there: Leadership
  /** Lets so many ms pass on the store's clock, or sets it back where negative, by moving the lead's end. */
  readonly pass: (ms: number) => Promise<void>
  readonly cleanUp: () => Promise<void>
}

export function leadershipContract(name: string, open: () => Promise<LeadershipPair>): void {
  describe(`${name} as the place of the lead`, () => {
    const opened: LeadershipPair[] = []
    async function pair(): Promise<LeadershipPair> {
      const both = await open()
      opened.push(both)
      return both
    }
    afterEach(async () => {
      for (const { cleanUp } of opened.splice(0)) await cleanUp()
    })

    it('names nobody before anyone asked for it', async () => {
      const { here } = await pair()
      expect(await here.leader()).toBeNull()
    })

    it('gives the lead to one, names it to all, and lets that one keep it', async () => {
      const { here, there } = await pair()
      expect(await here.leads('one')).toBe(true)
      expect(await there.leads('two')).toBe(false)
      expect(await here.leads('one')).toBe(true)
      expect(await there.leader()).toBe('one')
    })

    it('gives it to another as soon as the leader ends', async () => {
      const { here, there } = await pair()
      await here.leads('one')
      await here.close()
      expect(await there.leads('two')).toBe(true)
      expect(await there.leader()).toBe('two')
    })

    it('gives it to another once a leader that only hangs did not renew it', async () => {
      const { here, there, pass } = await pair()
      await here.leads('one')
      await pass(leadMs + 300)
      expect(await there.leader()).toBeNull()
      expect(await there.leads('two')).toBe(true)
      expect(await here.leads('one')).toBe(false)
    })

    it('gives it to another where the clock was set back after a leader that ended without a word', async () => {
      const { here, there, pass } = await pair()
      await here.leads('one')
      await pass(-3_600_000)
      expect(await there.leader()).toBeNull()
      expect(await there.leads('two')).toBe(true)
      expect(await there.leader()).toBe('two')
    })
  })
}
