import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inventory } from './inventory.js'
import { readConfig } from './read-config.js'
import { variables } from './variables.js'

const registered = ['add_shopping_item']
const problemsOf = (env: Record<string, string>) =>
  readConfig(env, registered).problems.map(({ variable }) => variable)

const rowsOf = (env: Record<string, string>) => inventory(env, readConfig(env, registered))

describe('readConfig', () => {
  it('has no problem, and everything off, in an empty environment', () => {
    expect(readConfig({}, registered)).toMatchObject({
      enabled: false,
      policyEnabled: false,
      sampleRate: null,
      timeoutMs: null,
      intents: null,
      leaseMs: 5000,
      state: { kind: 'sqlite', path: '.partial-trust/state.db' },
      problems: [],
    })
  })

  const odd = ['5', 'inf', 'nan', '1_0', '0x10', '50%', '', '１', '200ms', '-1', '1e3', ' ', '+1']
  const numeric = [
    'PARTIAL_TRUST_SAMPLE_RATE',
    'PARTIAL_TRUST_TIMEOUT_MS',
    'PARTIAL_TRUST_LEASE_MS',
  ] as const
  it.each(numeric.flatMap((name) => odd.map((text) => [name, text] as const)))(
    'names %s when it is %j',
    (name, text) => {
      if (name === 'PARTIAL_TRUST_TIMEOUT_MS' && text === '5') {
        expect(problemsOf({ [name]: text })).toEqual([]) // five milliseconds are a deadline
      } else {
        expect(problemsOf({ [name]: text })).toEqual([name])
      }
    },
  )

  it.each(['', 'maybe', 'on', 'TRUE!', 'enabled', '２'])('names a switch that is %j', (text) => {
    expect(problemsOf({ PARTIAL_TRUST_ENABLED: text, LLM_POLICY_ENABLED: text })).toEqual([
      'PARTIAL_TRUST_ENABLED',
      'LLM_POLICY_ENABLED',
    ])
  })

  it.each([
    [' Yes ', true],
    ['1', true],
    ['TRUE', true],
    ['No', false],
    ['0', false],
  ])('reads a switch that is %j', (text, value) => {
    expect(readConfig({ PARTIAL_TRUST_ENABLED: text }, registered).enabled).toBe(value)
  })

  it('never reads a rate above 1 or below 0 out of any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const { sampleRate } = readConfig({ PARTIAL_TRUST_SAMPLE_RATE: text }, registered)
        expect(sampleRate === null || (sampleRate >= 0 && sampleRate <= 1)).toBe(true)
      }),
    )
  })

  it('names an intent that no corridor is registered for', () => {
    const { problems } = readConfig({ PARTIAL_TRUST_INTENT: 'unlock_door' }, registered)
    expect(problems).toEqual([
      {
        variable: 'PARTIAL_TRUST_INTENT',
        problem: '"unlock_door" is not a registered corridor (registered: add_shopping_item)',
      },
    ])
  })

  it.each([
    ['none', { kind: 'none' }],
    ['sqlite:a/b.db', { kind: 'sqlite', path: 'a/b.db' }],
    ['postgres://u:p@h/db', { kind: 'postgres', url: 'postgres://u:p@h/db' }],
    ['POSTGRESQL://u:p@h/db', { kind: 'postgres', url: 'POSTGRESQL://u:p@h/db' }],
    ['sqlite:///srv/state.db', { kind: 'sqlite', path: '///srv/state.db' }],
    ['https://control.example', { kind: 'remote', url: 'https://control.example' }],
  ])('reads the state address %s', (text, state) => {
    expect(readConfig({ PARTIAL_TRUST_STATE: text }, registered).state).toEqual(state)
  })

  it.each(['pt_operator_hushhushhush', 'sk-proj-hushhushhush', 'a,whsec_hushhushhush,a'])(
    'repeats no secret that was put in the place of a corridor: %s',
    (text) => {
      const { problems } = readConfig({ PARTIAL_TRUST_INTENT: text }, registered)
      expect(problems.length).toBeGreaterThan(0)
      expect(JSON.stringify(problems)).not.toContain('hush')
    },
  )

  it.each([
    'sqlite:',
    'sqlite::memory:',
    'sqlite:file:x',
    'sqlite:x.db?key=hush',
    'sqlite://state.db',
    'mysql://h',
    'postgres:u:p@h/db',
    'http:h',
    'https://:hush%zz@h',
    'state.db',
    '',
  ])('names the state address %j', (text) => {
    expect(problemsOf({ PARTIAL_TRUST_STATE: text })).toEqual(['PARTIAL_TRUST_STATE'])
  })

  it('names several problems at once', () => {
    const problems = problemsOf({ PARTIAL_TRUST_TIMEOUT_MS: '0', LLM_BASE_URL: 'ftp://x' })
    expect(problems).toEqual(['PARTIAL_TRUST_TIMEOUT_MS', 'LLM_BASE_URL'])
  })
})

describe('inventory', () => {
  it('lists every variable once, with its default where it is not set', () => {
    const rows = rowsOf({})
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(variables))
    expect(rows.every(({ source, value, default: d }) => source === 'default' && value === d)).toBe(
      true,
    )
  })

  it('shows no secret and no password, whether or not the value is good', () => {
    const shown = JSON.stringify(
      rowsOf({
        LLM_API_KEY: 'sk-canary-1',
        PARTIAL_TRUST_ID_KEY: 'canary-2',
        PARTIAL_TRUST_STATE: 'postgres://me:canary-3@db/x',
      }),
    )
    expect(shown).not.toMatch(/canary/)
  })
})
