import { describe, expect, it } from 'vitest'
import { alterations } from './alterations.ts'
import { judgeTrace, whatIsMissing } from './spin.ts'
import { translateTrace } from './translate-trace.ts'
import { worldTraces } from './world-traces.ts'

const missing = whatIsMissing()
if (missing !== null) process.stderr.write(`skipped: ${missing}\n`)

describe('what the model needs', () => {
  it('is named where it is not installed', () => {
    expect(whatIsMissing(['no-such-program'])).toContain('no-such-program is not installed')
  })
})

// Looking at everything that can happen takes a compiler and minutes: `npm run model`.
describe.skipIf(missing !== null)('the model of lease, kill, lead and promotion', () => {
  it('accepts what simulated worlds did, and refuses it with something in it that must not be', async () => {
    const refused = new Set<string>()
    for (const { trace, intent, leaseMs } of await worldTraces(2)) {
      expect(judgeTrace(translateTrace(trace, intent, leaseMs))).toEqual({ kind: 'accepted' })
      for (const [name, alter] of Object.entries(alterations)) {
        const altered = refused.has(name) ? null : alter(trace, intent, leaseMs)
        if (altered === null) continue
        const judged = judgeTrace(translateTrace(altered, intent, leaseMs))
        expect({ name, kind: judged.kind }).toEqual({ name, kind: 'refused' })
        refused.add(name)
      }
    }
    expect(refused.size).toBeGreaterThan(3)
  })
})
