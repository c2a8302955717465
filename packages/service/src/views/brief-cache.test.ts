import { describe, expect, it } from 'vitest'
import { briefCache } from './brief-cache.js'

describe('briefCache', () => {
  it('makes one answer for everybody who asks meanwhile, and a new one afterwards', async () => {
    let now = 0
    let made = 0
    const cached = briefCache<number>(500, () => now)
    const make = async (): Promise<number> => ++made
    expect(await Promise.all([cached('a', make), cached('a', make)])).toEqual([1, 1])
    now = 499
    expect(await cached('a', make)).toBe(1)
    now = 500
    expect(await cached('a', make)).toBe(2)
  })

  it('keeps answers to different questions apart', async () => {
    const cached = briefCache<string>(500, () => 0)
    expect(await cached('a', async () => 'a')).toBe('a')
    expect(await cached('b', async () => 'b')).toBe('b')
  })

  it('keeps no failure', async () => {
    const cached = briefCache<string>(500, () => 0)
    const failing = cached('a', async () => {
      throw new Error('the store is away')
    })
    await expect(failing).rejects.toThrow('the store is away')
    expect(await cached('a', async () => 'back')).toBe('back')
  })

  it('makes a new answer when the clock was set back', async () => {
    let now = 10_000
    const cached = briefCache<number>(500, () => now)
    await cached('a', async () => 1)
    now = 0
    expect(await cached('a', async () => 2)).toBe(2)
  })

  it('answers nobody from before a change, not even with what was under way then', async () => {
    const forgetting: (() => void)[] = []
    const cached = briefCache<string>(
      500,
      () => 0,
      (forget) => void forgetting.push(forget),
    )
    const early = Promise.withResolvers<string>()
    const asked = cached('a', () => early.promise)
    for (const forget of forgetting) forget()
    const after = cached('a', async () => 'as it is')
    early.resolve('as it was')
    expect(await asked).toBe('as it was')
    expect(await after).toBe('as it is')
    expect(await cached('a', async () => 'made anew')).toBe('as it is')
  })
})
