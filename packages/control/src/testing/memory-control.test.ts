import { createVirtualClock } from '@partial-trust/testing'
import { describe, expect, it } from 'vitest'
import { controlStoreContract } from '../control-store.contract.js'
import { evidenceStoreContract } from '../evidence-store.contract.js'
import { leadMs } from '../leadership.js'
import { memoryControl } from './memory-control.js'
import { memoryKeeper } from './memory-keeper.js'
import { MemoryMedium } from './memory-medium.js'

function pair() {
  const medium = new MemoryMedium()
  medium.make('store-1')
  const clock = createVirtualClock(Date.now())
  const now = () => clock.epochMs()
  return { here: memoryControl({ medium, now }), there: memoryControl({ medium, now }), clock }
}

controlStoreContract('memory', async () => {
  const { here, there } = pair()
  return { here: here.store, there: there.store }
})
evidenceStoreContract('memory', async () => {
  const { here, there, clock } = pair()
  const pass = async (ms: number) => clock.advance(ms)
  return { here: here.evidence, there: there.evidence, pass }
})

describe('control in memory', () => {
  it('gives the lead to one at a time, and to another once it lapsed or was given up', async () => {
    const clock = createVirtualClock()
    const medium = new MemoryMedium()
    medium.make('store-1')
    const now = () => clock.epochMs()
    const [one, two] = [memoryControl({ medium, now }), memoryControl({ medium, now })]
    expect(await one.leadership.leads('one')).toBe(true)
    expect(await two.leadership.leads('two')).toBe(false)
    expect(await two.leadership.leader()).toBe('one')
    clock.advance(leadMs + 1)
    expect(await one.leadership.leader()).toBeNull()
    expect(await two.leadership.leads('two')).toBe(true)
    expect(await one.leadership.leads('one')).toBe(false)
    await two.close()
    expect(await one.leadership.leads('one')).toBe(true)
  })

  it('makes a store at the first read of whoever serves, and for nobody else', async () => {
    const medium = new MemoryMedium()
    await expect(memoryControl({ medium }).store.read()).rejects.toThrow(/no store here/)
    const firstStart = { by: 'i-1', reason: 'first start', traces: () => 'a risk log' }
    const serving = memoryControl({ medium, firstStart })
    expect(await serving.store.read()).toMatchObject({ lost: 'a risk log' })
    const keeper = memoryKeeper(medium, Date.now, () => 'another')
    expect(await keeper.adopt({ by: 'ana', reason: 'known' })).toBe(true)
    expect(await keeper.adopt({ by: 'ana', reason: 'known' })).toBe(false)
    expect((await memoryControl({ medium }).store.read()).lost).toBeNull()
    expect((await serving.store.audit()).map(({ action }) => action)).toEqual(['make', 'adopt'])
  })
})
