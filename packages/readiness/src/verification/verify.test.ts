import { householdConfig } from '@partial-trust/example-household/config'
import { defineCorridor } from 'partial-trust'
import type { RegisteredCorridor } from 'partial-trust'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import supportTickets from '../../../../examples/support-tickets/partial-trust.config.ts'
import { firstProblem, verify } from './verify.js'
import type { VerifiedCorridor } from './verify.js'

const command = z.strictObject({ id: z.string().min(1), text: z.string() })
const candidate = z.strictObject({ label: z.enum(['spam', 'ham']) })

const usual = {
  intent: 'label_comment',
  command,
  candidate,
  id: ({ id }: z.infer<typeof command>) => id,
  baseline: () => ({ label: 'ham' }),
  ask: async () => ({ label: 'ham' }),
  examples: [
    { id: 'c-1', text: 'buy now' },
    { id: 'c-2', text: 'thank you' },
  ],
}

const quiet = (): void => undefined

async function verified(
  ...corridors: readonly RegisteredCorridor[]
): Promise<readonly VerifiedCorridor[]> {
  return verify({ corridors, seed: 1, decisionsPerFault: 1, canaries: 10, onProgress: quiet })
}

describe('verify', () => {
  it('drives the household and the support tickets side by side, each by its own', async () => {
    const both = await verified(...householdConfig.corridors, ...supportTickets.corridors)
    expect(both.map((one) => [one.intent, firstProblem(one)])).toEqual([
      ['add_shopping_item', ''],
      ['route_ticket', ''],
    ])
    expect(both.map(({ passed }) => passed)).toEqual([true, true])
  })

  it('drives a corridor that asks a function of its own, and never asks the function', async () => {
    let asked = 0
    const ask = async (): Promise<unknown> => {
      asked += 1
      return {}
    }
    const [one] = await verified(defineCorridor({ ...usual, ask }))
    expect(one).toMatchObject({ passed: true, problem: null })
    expect(one?.criteria.map(({ id, passed }) => [id, passed])).toEqual([
      ['AC1', true],
      ['AC2', true],
      ['AC3', true],
      ['AC4', true],
    ])
    expect(asked).toBe(0)
  })

  it('makes commands from the schema where there are no examples', async () => {
    const { examples: _, ...without } = usual
    expect(await verified(defineCorridor(without))).toMatchObject([{ passed: true }])
  })

  it('takes a baseline whose decisions carry something of its own making', async () => {
    let made = 0
    const baseline = () => ({ label: 'ham', ticket: (made += 1) })
    expect(
      await verified(
        defineCorridor({ ...usual, baseline, decide: ({ label }) => ({ label, ticket: 0 }) }),
      ),
    ).toMatchObject([{ passed: true }])
  })
})

function failing(): { label: string } {
  throw new RangeError('no')
}

describe('verify says NOT VERIFIED of a corridor', () => {
  it('whose baseline throws, and goes on with the next', async () => {
    const broken = defineCorridor({ ...usual, intent: 'broken', baseline: failing })
    const [one, other] = await verified(broken, defineCorridor(usual))
    expect(one).toMatchObject({
      passed: false,
      problem: 'cannot be driven: its baseline throws on example 1 (RangeError)',
    })
    expect(other).toMatchObject({ passed: true })
  })

  it('that accepts whatever the model says', async () => {
    const open = defineCorridor({ ...usual, candidate: z.any(), decide: () => ({ label: 'x' }) })
    const [one] = await verified(open)
    expect(one).toMatchObject({ passed: false })
    expect(one?.criteria.flatMap(({ failures }) => failures)).toContain(
      'it accepts whatever the model says: no answer was refused',
    )
  })

  it('that accepts what the schema it shows the model refuses', async () => {
    const candidateJsonSchema = z.toJSONSchema(candidate)
    const open = defineCorridor({
      ...usual,
      candidate: z.looseObject({}),
      candidateJsonSchema,
      decide: () => ({ label: 'x' }),
    })
    const [one] = await verified(open)
    expect(one).toMatchObject({ passed: false })
    expect(one?.criteria.flatMap(({ failures }) => failures).join('\n')).toContain(
      'a wrong value of label was accepted, although its own schema refuses it',
    )
  })

  const { command: _, ...unchecked } = usual
  const { examples: _given, ...untold } = usual
  const { version, vendor, validate } = command['~standard']
  const withoutJsonSchema = { version, vendor, validate }
  const candidateAlone = { version, vendor, validate: candidate['~standard'].validate }
  it.each([
    ['whose commands nobody can check', defineCorridor(unchecked), /no `command` schema/],
    [
      'whose schema no command can be made from',
      defineCorridor({ ...untold, command: { '~standard': withoutJsonSchema } }),
      /without a JSON Schema, which its `command` does not offer, .*; give the definition `examples`/,
    ],
    [
      'whose schema no answer can be made from',
      defineCorridor({ ...usual, candidate: { '~standard': candidateAlone } }),
      /^cannot be driven: no answer made up without a JSON Schema[^;]*; give the definition `candidateJsonSchema`$/,
    ],
    [
      'whose examples are none',
      defineCorridor({ ...usual, examples: [{ id: '', text: 'x' }] }),
      /example 1 .*\/id/,
    ],
    [
      'that replaces nothing',
      defineCorridor({ ...usual, replaceable: () => false }),
      /reaches its source \(baseline_non_execute\)/,
    ],
    [
      'that a flag keeps closed',
      defineCorridor({ ...usual, authorities: [() => false] }),
      /reaches its source/,
    ],
  ])('%s, and says why', async (_name, corridor, problem) => {
    const [one] = await verified(corridor)
    expect(one).toMatchObject({ passed: false, criteria: [] })
    expect(one?.problem).toMatch(problem)
  })
})
