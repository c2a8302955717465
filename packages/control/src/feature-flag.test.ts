import { setImmediate as nextTurn } from 'node:timers/promises'
import { InMemoryProvider, OpenFeature, ProviderStatus } from '@openfeature/server-sdk'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openFeatureFlag } from './feature-flag.js'
import type { FeatureFlagOptions } from './feature-flag.js'

const flag = 'partial-trust-add-shopping-item'
const leaseMs = 5000

function configured(on: boolean) {
  const defaultVariant = on ? 'on' : 'off'
  return { [flag]: { variants: { on: true, off: false }, defaultVariant, disabled: false } }
}

async function rig(provider: InMemoryProvider) {
  const clock = createVirtualClock()
  const domain = `test-${crypto.randomUUID()}`
  await OpenFeature.setProviderAndWait(domain, provider)
  const feature = openFeatureFlag({ client: OpenFeature.getClient(domain), flag, leaseMs, clock })
  await feature.ready
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(100)
      await nextTurn()
    }
  }
  return { feature, pass, clock }
}

afterEach(() => OpenFeature.close())

describe('a feature flag as an authority', () => {
  it('allows while the flag is on, and follows its changes', async () => {
    const provider = new InMemoryProvider(configured(true))
    const { feature, pass } = await rig(provider)
    expect(feature.allows()).toBe(true)
    provider.putConfiguration(configured(false))
    await pass(1100)
    expect(feature.allows()).toBe(false)
    provider.putConfiguration(configured(true))
    await pass(1100)
    expect(feature.allows()).toBe(true)
  })

  it.each([
    ['off', new InMemoryProvider(configured(false))],
    ['unknown', new InMemoryProvider({})],
    [
      'of another type',
      new InMemoryProvider({
        [flag]: { variants: { on: 'true' }, defaultVariant: 'on', disabled: false },
      }),
    ],
  ])('says no when the flag is %s', async (_what, provider) => {
    const { feature } = await rig(provider)
    expect(feature.allows()).toBe(false)
  })

  /** What a provider resolved, as the SDK hands it on. */
  async function evaluated(...answers: readonly object[]): Promise<boolean> {
    const left = [...answers]
    const client: FeatureFlagOptions['client'] = {
      ...OpenFeature.getClient(`fixed-${crypto.randomUUID()}`),
      addHandler: () => {},
      removeHandler: () => {},
      providerStatus: ProviderStatus.READY,
      getBooleanDetails: async () =>
        Object.assign({ flagKey: flag, flagMetadata: {}, value: false }, left.shift()),
    }
    const feature = openFeatureFlag({ client, flag, clock: createVirtualClock() })
    await feature.ready
    return feature.allows()
  }

  it.each([
    { reason: 'STATIC' },
    { reason: 'TARGETING_MATCH' },
    { reason: 'SPLIT' },
    { reason: 'CACHED' },
    {},
  ])('allows on true with %j', async (details) => {
    expect(await evaluated({ value: true, ...details })).toBe(true)
  })

  it.each([
    { value: 'false' },
    { value: 'true' },
    { value: 1 },
    { value: {} },
    { value: null },
    { value: true, errorCode: 'GENERAL' },
    { value: true, errorMessage: 'the rules could not be read' },
    { value: true, reason: 'ERROR' },
    { value: true, reason: 'DEFAULT' },
    { value: true, reason: 'default' },
    { value: true, reason: 'STALE' },
    { value: true, reason: 'DISABLED' },
    { value: true, reason: 'UNKNOWN' },
  ])('says no to %j, which is not the clean word of the flag', async (details) => {
    expect(await evaluated(details)).toBe(false)
  })

  it('does not let an answer that comes late undo a newer one', async () => {
    const provider = new InMemoryProvider(configured(true))
    const { feature, pass } = await rig(provider)
    const speak = provider.resolveBooleanEvaluation.bind(provider)
    const late: (() => void)[] = []
    provider.resolveBooleanEvaluation = (...question) =>
      new Promise((resolve) => {
        late.push(() => resolve(speak(...question)))
      })
    await pass(1100)
    provider.resolveBooleanEvaluation = async () => ({ value: false, reason: 'STATIC' })
    provider.putConfiguration(configured(true)) // tells of a change, so the flag is asked anew
    await pass(100)
    expect(feature.allows()).toBe(false)
    expect(late.length).toBeGreaterThan(0)
    for (const answer of late) answer()
    await pass(100)
    expect(feature.allows()).toBe(false)
  })

  it('says no once the provider has been silent for the lease, and yes when it speaks again', async () => {
    const provider = new InMemoryProvider(configured(true))
    const { feature, pass } = await rig(provider)
    const speak = provider.resolveBooleanEvaluation.bind(provider)
    provider.resolveBooleanEvaluation = () => new Promise(() => {})
    await pass(leaseMs - 1100)
    expect(feature.allows()).toBe(true)
    await pass(2300)
    expect(feature.allows()).toBe(false)
    provider.resolveBooleanEvaluation = speak
    await pass(3200)
    expect(feature.allows()).toBe(true)
  })

  it.each([-3_600_000, -1000, 1000, 3_600_000, 50 * 365 * 86_400_000])(
    'says no where the clocks tell of different spans (%i ms), as after a machine slept, until it is told anew',
    async (ms) => {
      const { feature, pass, clock } = await rig(new InMemoryProvider(configured(true)))
      clock.setEpoch(clock.epochMs() + ms)
      expect(feature.allows()).toBe(false)
      await pass(1100)
      expect(feature.allows()).toBe(true)
    },
  )

  it.each([0, -1, 499, 60_001, 1e12, Infinity, NaN])(
    'refuses a lease of %d ms, which would ask without end or never',
    (lease) => {
      const client = OpenFeature.getClient()
      const open = () =>
        openFeatureFlag({ client, flag, leaseMs: lease, clock: createVirtualClock() })
      expect(open).toThrow(`leaseMs must be ms from 500 to 60000, got ${lease}`)
    },
  )

  it('says no for good once it is closed', async () => {
    const { feature, pass, clock } = await rig(new InMemoryProvider(configured(true)))
    feature.close()
    expect(feature.allows()).toBe(false)
    await pass(2000)
    expect(feature.allows()).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })
})
