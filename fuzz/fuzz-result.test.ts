import { describe, expect, it } from 'vitest'
import { withRun } from './fuzz-result.ts'

const made = { commit: 'abc', date: '2026-01-01' }
const run = { target: 'wire', inputs: 10, seed: 1, outcomes: { read: 4, refused: 6 }, broken: [] }

describe('runs of made-up inputs, added up', () => {
  it('sums inputs and outcomes of a target, and keeps what broke a rule', () => {
    const first = withRun(null, run, made)
    const plan = withRun(first, { ...run, target: 'plan' }, { ...made, commit: 'def' })
    const again = { ...run, seed: 2, outcomes: { read: 10 }, broken: ['x'] }
    expect(withRun(plan, again, { commit: 'def', date: '2026-01-02' })).toEqual({
      targets: [
        { target: 'plan', inputs: 10, seeds: [1], outcomes: { read: 4, refused: 6 }, broken: [] },
        {
          target: 'wire',
          inputs: 20,
          seeds: [1, 2],
          outcomes: { read: 14, refused: 6 },
          broken: ['x'],
        },
      ],
      commits: ['abc', 'def'],
      date: '2026-01-02',
    })
  })

  it('counts no input twice', () => {
    const first = withRun(null, run, made)
    expect(() => withRun(first, run, made)).toThrow('seed 1 of wire was run before')
    expect(withRun(first, { ...run, target: 'plan' }, made).targets.length).toBe(2)
  })
})
