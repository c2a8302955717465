import { describe, expect, it } from 'vitest'
import { heardLately } from './heard-lately.js'

describe('what a process told of itself', () => {
  it.each([
    [{ state: 'alive', silent_ms: 4900 }, true],
    [{ state: 'alive', silent_ms: 5100 }, false],
    [{ state: 'silent', silent_ms: 60_000 }, false],
    [{ state: 'stopped', silent_ms: 10 }, false],
  ] as const)('holds for its lease and no longer: %j', (process, holds) => {
    expect(heardLately({ ...process, lease_ms: 5000 })).toBe(holds)
  })
})
