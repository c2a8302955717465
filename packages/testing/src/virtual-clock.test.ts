import { describe, expect, it } from 'vitest'
import { createVirtualClock } from './virtual-clock.js'

describe('createVirtualClock', () => {
  it('runs due timers in the order of their times, each at its own time', () => {
    const clock = createVirtualClock()
    const seen: string[] = []
    const note = (name: string) => () => seen.push(`${name}@${clock.monotonicMs()}`)
    clock.setTimer(note('late'), 30)
    clock.setTimer(note('first'), 10)
    clock.setTimer(note('second'), 10)
    clock.advance(29)
    expect(seen).toEqual(['first@10', 'second@10'])
    clock.advance(1)
    expect(seen).toEqual(['first@10', 'second@10', 'late@30'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('runs a timer that a timer sets when it falls within the same span', () => {
    const clock = createVirtualClock()
    let beats = 0
    const beat = () => {
      beats += 1
      clock.setTimer(beat, 10)
    }
    clock.setTimer(beat, 10)
    clock.advance(35)
    expect(beats).toBe(3)
  })

  it('never runs a cleared timer', () => {
    const clock = createVirtualClock()
    let ran = false
    const timer = clock.setTimer(() => (ran = true), 5)
    clock.clearTimer(timer)
    clock.advance(10)
    expect(ran).toBe(false)
  })

  it('lets the wall clock jump without touching monotonic time', () => {
    const clock = createVirtualClock(1_000)
    clock.advance(50)
    clock.setEpoch(0)
    expect([clock.epochMs(), clock.monotonicMs()]).toEqual([0, 50])
  })
})
