import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Verdict, every } from '@partial-trust/core'
import { householdCorridor } from './household-corridor.js'
import { aCommand, aDecision } from './household.fixture.js'

/** The recorded answers of the system this corridor comes from; see data/README.md. */
type Case = {
  readonly id: string
  readonly name: string
  readonly candidate: {
    readonly intent: string
    readonly proposed_actions:
      readonly (string | { readonly payload: { readonly item?: unknown } })[] | null
    readonly confidence: unknown
  } | null
  readonly context: { readonly household: Parameters<typeof aCommand>[0] | null } | null
  readonly expected:
    | { readonly reference: 'crash' }
    | {
        readonly accepted: boolean
        readonly reason_code: string
        readonly summary: Readonly<Record<string, unknown>>
      }
}

const file = new URL('../../../data/reference/acceptance-cases.json', import.meta.url)
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'))

/** Cases about what a candidate cannot hold or another layer decides, and what is checked instead. */
const elsewhere: Readonly<Record<string, string>> = {
  'acc-030': 'no corridor: there is no definition without an intent; the engine checks it first',
  'acc-031': 'no candidate: the engine ends at its failure, no rule is asked',
  'acc-032': 'policy off: check 7 of the engine, before any candidate',
}
/** Cases whose action holds what a candidate has no place for. */
const withoutPlace: Readonly<Record<string, string>> = {
  'acc-024': 'another action',
  'acc-025': 'no actions at all',
  'acc-027': 'a key beside action and payload',
}

describe('the recorded acceptance cases', () => {
  const here = cases.filter(({ id }) => !(id in elsewhere) && !(id in withoutPlace))

  it('are all 40 accounted for', () => {
    expect(cases).toHaveLength(40)
    expect(here.length + Object.keys({ ...elsewhere, ...withoutPlace }).length).toBe(40)
  })

  it.each(here)(
    '$id, $name: the same verdict and summary',
    ({ id, candidate, context, expected }) => {
      const command = aCommand(context?.household ?? {})
      const { verdict, summary } = judge(toCandidate(candidate), command)
      if ('reference' in expected) {
        expect(verdict.kind).toBe('refuse') // what crashed there is a rejection here
      } else if (id === 'acc-023') {
        expect(verdict).toEqual({ kind: 'accept' }) // SPEC: several items are allowed here
        expect(summary).toMatchObject(expected.summary)
      } else {
        expect(codeOf(verdict)).toBe(expected.reason_code)
        expect(summary).toMatchObject(expected.summary)
      }
    },
  )

  it.each(cases.filter(({ id }) => id in withoutPlace))(
    '$id, $name: refused if a model sent it all the same',
    ({ candidate }) => {
      const value = { intent: candidate?.intent, items: candidate?.proposed_actions }
      expect(judge(value, aCommand()).verdict.kind).toBe('refuse')
    },
  )
})

/** An action's item is a candidate's item; its idempotency key is made when the decision is. */
function toCandidate(candidate: Case['candidate']): unknown {
  if (candidate === null) return null
  const items = candidate.proposed_actions?.map((action) =>
    typeof action === 'string' ? action : action.payload.item,
  )
  return { intent: candidate.intent, items, confidence: toNumber(candidate.confidence) }
}

function toNumber(confidence: unknown): unknown {
  return JSON.stringify(confidence) === '{"$number":"NaN"}' ? Number.NaN : confidence
}

/** The corridor's part of checks 9 and 10, in the engine's order. */
function judge(value: unknown, command: ReturnType<typeof aCommand>) {
  const parsed = householdCorridor.parse(value)
  if (parsed.kind === 'unparsable') {
    return { verdict: { kind: 'refuse', reason: 'schema' } as const, summary: undefined }
  }
  const { candidate } = parsed
  const { summary } = householdCorridor.readCandidate(candidate, command, aDecision(command))
  if (summary.intent !== householdCorridor.intent) {
    return { verdict: { kind: 'refuse', reason: 'corridor_mismatch' } as const, summary }
  }
  const [first, ...more] = householdCorridor.rules
  if (first === undefined) throw new Error('the corridor has no rule')
  const verdict = every(first, ...more)({ candidate, command, baseline: aDecision(command) })
  return { verdict, summary }
}

function codeOf(verdict: Verdict | { readonly kind: 'refuse'; readonly reason: string }): string {
  return verdict.kind === 'accept' ? 'accepted' : verdict.reason
}
