import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { boundNursery, holdNursery } from './bound-nursery.js'
import type { Nursery } from './bound-nursery.js'

const mib = 1024 * 1024

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function nursery(sizeMib: number) {
  const one = { sizeMib, factors: [] as number[] }
  const memory: Nursery = {
    sizeBytes: () => one.sizeMib * mib,
    growBy: (factor) => void one.factors.push(factor),
  }
  return { one, memory }
}

describe('the memory for new values', () => {
  it('grows no more once it has reached its bound, and is told so once', () => {
    const { one, memory } = nursery(4)
    boundNursery(memory)
    vi.advanceTimersByTime(60_000)
    expect(one.factors).toEqual([2])
    one.sizeMib = 16
    vi.advanceTimersByTime(60_000)
    expect(one.factors).toEqual([2, 1])
  })

  it('does not grow while a start loads its modules', () => {
    const { one, memory } = nursery(2)
    holdNursery(memory)
    expect(one.factors).toEqual([1])
    boundNursery(memory)
    expect(one.factors).toEqual([1, 2])
  })

  it('is looked at no more after the end', () => {
    const { one, memory } = nursery(4)
    const stop = boundNursery(memory)
    stop()
    one.sizeMib = 64
    vi.advanceTimersByTime(60_000)
    expect(one.factors).toEqual([2])
  })
})
