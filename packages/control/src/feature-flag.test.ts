import { setImmediate as nextTurn } from 'node:timers/promises'
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openFeatureFlag } from './feature-flag.js'

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

  it('says no for good once it is closed', async () => {
    const { feature, pass, clock } = await rig(new InMemoryProvider(configured(true)))
    feature.close()
    expect(feature.allows()).toBe(false)
    await pass(2000)
    expect(feature.allows()).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })
})
