import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { boundNursery } from './bound-nursery.js'

const mib = 1024 * 1024

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function nursery(sizeMib: number) {
  const one = { sizeMib, stopped: 0 }
  const stop = boundNursery({
    sizeBytes: () => one.sizeMib * mib,
    stopGrowing: () => void (one.stopped += 1),
  })
  return { one, stop }
}

describe('the memory for new values', () => {
  it('grows no more once it has reached its bound, and is told so once', () => {
    const { one } = nursery(4)
    vi.advanceTimersByTime(60_000)
    expect(one.stopped).toBe(0)
    one.sizeMib = 8
    vi.advanceTimersByTime(60_000)
    expect(one.stopped).toBe(1)
  })

  it('is looked at no more after the end', () => {
    const { one, stop } = nursery(4)
    stop()
    one.sizeMib = 64
    vi.advanceTimersByTime(60_000)
    expect(one.stopped).toBe(0)
  })
})
