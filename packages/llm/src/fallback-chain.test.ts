import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { walkChain } from './fallback-chain.js'
import { policyEvents } from './policy/llm-policy.js'
import type { ChainEntry } from './policy/llm-policy.js'

const repair = (max_retries: number): ChainEntry => ({
  event: 'invalid_json',
  action: 'repair_retry',
  max_retries,
})
const escalate = (profile: string): ChainEntry => ({
  event: 'invalid_json',
  action: 'escalate_to',
  profile,
})
const giveUp: ChainEntry = { event: 'invalid_json', action: 'return_error' }
const everyProfile = (): boolean => true

const entry: fc.Arbitrary<ChainEntry> = fc.oneof(
  fc.record({
    event: fc.constantFrom(...policyEvents),
    action: fc.constant('repair_retry'),
    max_retries: fc.nat(10),
  }),
  fc.record({
    event: fc.constantFrom(...policyEvents),
    action: fc.constant('escalate_to'),
    profile: fc.constantFrom('quick', 'strong'),
  }),
  fc.record({ event: fc.constantFrom(...policyEvents), action: fc.constant('return_error') }),
)

describe('walkChain', () => {
  it('uses each entry as often as it says, in the order of the file', () => {
    const walk = walkChain([repair(2), escalate('strong'), giveUp], everyProfile)
    const steps = Array.from({ length: 4 }, () => walk.next('invalid_json'))
    expect(steps).toEqual([
      { kind: 'retry' },
      { kind: 'retry' },
      { kind: 'escalate', profile: 'strong' },
      { kind: 'give_up' },
    ])
  })

  it('ends at return_error even if more entries follow', () => {
    const walk = walkChain([giveUp, repair(5)], everyProfile)
    expect(walk.next('invalid_json')).toEqual({ kind: 'give_up' })
    expect(walk.next('invalid_json')).toEqual({ kind: 'give_up' })
  })

  it('passes over an escalation to a profile without a route', () => {
    const walk = walkChain([escalate('strong'), repair(1)], () => false)
    expect(walk.next('invalid_json')).toEqual({ kind: 'retry' })
  })

  it('gives up on a failure that the chain does not name', () => {
    expect(walkChain([repair(1)], everyProfile).next('timeout')).toEqual({ kind: 'give_up' })
    expect(walkChain([repair(1)], everyProfile).next('empty_text')).toEqual({ kind: 'give_up' })
  })

  it('keeps decisions apart', () => {
    const chain = [repair(1)]
    expect(walkChain(chain, everyProfile).next('invalid_json').kind).toBe('retry')
    expect(walkChain(chain, everyProfile).next('invalid_json').kind).toBe('retry')
  })

  it('always ends, whatever the model keeps doing', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 20 }),
        fc.infiniteStream(fc.constantFrom(...policyEvents)),
        (chain, failures) => {
          const walk = walkChain(chain, everyProfile)
          const bound = chain.reduce(
            (sum, { action, ...rest }) =>
              sum + (action === 'repair_retry' && 'max_retries' in rest ? rest.max_retries : 1),
            1,
          )
          let steps = 0
          for (const failure of failures) {
            steps += 1
            if (walk.next(failure).kind === 'give_up') break
          }
          expect(steps).toBeLessThanOrEqual(bound)
        },
      ),
    )
  })
})
