import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { corridorSettings } from './corridor-settings.js'
import { readConfig } from './read-config.js'

const intent = 'decide_refund'
const settingsUnder = (
  env: Record<string, string>,
  own: { deadlineMs?: number; sampleRate?: number } = {},
) => corridorSettings(readConfig(env, [intent, 'label_comment']), intent, own)

describe('the settings of a corridor', () => {
  it('are its own, else the defaults, in an empty environment', () => {
    expect(settingsUnder({})).toMatchObject({ deadlineMs: 200, sampleRate: 0.01, valid: true })
    expect(settingsUnder({}, { deadlineMs: 800, sampleRate: 0.2 })).toMatchObject({
      deadlineMs: 800,
      sampleRate: 0.2,
    })
  })

  it('follow the environment where the corridor states nothing', () => {
    const env = { PARTIAL_TRUST_TIMEOUT_MS: '5000', PARTIAL_TRUST_SAMPLE_RATE: '0.5' }
    expect(settingsUnder(env)).toMatchObject({ deadlineMs: 5000, sampleRate: 0.5 })
  })

  it('are never widened by the environment where the corridor states something', () => {
    const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000)
    const ms = fc.integer({ min: 1, max: 60_000 })
    fc.assert(
      fc.property(share, share, ms, ms, (own, ceiling, deadlineMs, most) => {
        const env = {
          PARTIAL_TRUST_SAMPLE_RATE: String(ceiling),
          PARTIAL_TRUST_TIMEOUT_MS: String(most),
        }
        const settings = settingsUnder(env, { sampleRate: own, deadlineMs })
        expect(settings.sampleRate).toBe(Math.min(own, ceiling))
        expect(settings.deadlineMs).toBe(Math.min(deadlineMs, most))
      }),
    )
  })

  it('allow every registered corridor until the allow-list names some', () => {
    expect(settingsUnder({}).allowed).toBe(true)
    expect(settingsUnder({ PARTIAL_TRUST_INTENT: 'label_comment' }).allowed).toBe(false)
    expect(settingsUnder({ PARTIAL_TRUST_INTENT: ` label_comment, ${intent}` }).allowed).toBe(true)
  })

  it.each(['', ',', `${intent},`, `${intent},${intent}`, 'unlock_door'])(
    'close the corridor when the allow-list is %j',
    (text) => {
      expect(settingsUnder({ PARTIAL_TRUST_INTENT: text }).valid).toBe(false)
    },
  )

  it('name a misspelt variable with the nearest one, and close', () => {
    const { problems } = readConfig({ PARTIAL_TRUST_ENABLE: 'true' }, [intent])
    expect(problems).toEqual([
      {
        variable: 'PARTIAL_TRUST_ENABLE',
        problem: 'is no variable of this product; the nearest is PARTIAL_TRUST_ENABLED',
      },
    ])
    expect(settingsUnder({ PARTIAL_TRUST_ENABLE: 'true' }).valid).toBe(false)
  })

  it.each([
    ['partial_trust_enabled', 'PARTIAL_TRUST_ENABLED'],
    ['PARTIAL_TRUST_ENABLED ', 'PARTIAL_TRUST_ENABLED'],
    ['LLM_POLICY_ENABLE', 'LLM_POLICY_ENABLED'],
    ['LLM_BASEURL', 'LLM_BASE_URL'],
    ['LLM_APIKEY', 'LLM_API_KEY'],
  ])('name %j, which was meant to be %s, and close', (variable, meant) => {
    const { problems } = readConfig({ [variable]: 'true' }, [intent])
    expect(problems).toEqual([
      { variable, problem: `is no variable of this product; the nearest is ${meant}` },
    ])
  })

  it('leave names alone that somebody else may use', () => {
    const env = { LLM_MODEL: 'x', LLM_PROVIDER: 'y', LLM: 'z', LLM_TEMPERATURE: '0' }
    expect(readConfig(env, [intent]).problems).toEqual([])
  })
})
