import { describe, expect, it } from 'vitest'
import { configProblem } from './config-problem.js'
import { defineConfig } from './define-config.js'

const corridor = { intent: 'decide_refund', open: () => undefined }

describe('a configuration', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be an object: defineConfig({ corridors: [...] })'],
    ['a corridor alone', { corridors: corridor }, 'corridors must be a list'],
    ['a key by another name', { corridor: [corridor] }, 'corridor is no key of it; there are'],
    ['no corridor', { corridors: [] }, 'register at least one corridor'],
    [
      'a definition that nobody made a corridor of',
      { corridors: [corridor, { intent: 'x', baseline: () => 1 }] },
      'corridors[1] is no corridor; make it with defineCorridor({...})',
    ],
  ])('says what is wrong with %s', (_name, config, problem) => {
    expect(configProblem(config)).toContain(problem)
    expect(() => Reflect.apply(defineConfig, null, [config])).toThrow(problem)
  })

  it.each<[string, unknown, string]>([
    ['a list of signals', [], 'signals must be an object'],
    ['a receiver by another name', { webhook: [] }, 'signals.webhook is no key of it; there are'],
    ['one secret', { alertSecrets: 'NAME' }, 'signals.alertSecrets must be a list of texts'],
    [
      'a receiver without its secret',
      { webhooks: [{ url: 'https://example.org' }] },
      'signals.webhooks[0].secret must be a text',
    ],
    [
      'events by another name',
      { webhooks: [{ url: 'https://example.org', secret: 'NAME', event: ['closed'] }] },
      'signals.webhooks[0].event is no key of it; there are url, secret, events, format',
    ],
    [
      'an unknown format',
      { webhooks: [{ url: 'https://example.org', secret: 'NAME', format: 'teams' }] },
      'signals.webhooks[0].format must be cloudevents or slack',
    ],
  ])('says what is wrong with %s in its signals', (_name, signals, problem) => {
    expect(configProblem({ corridors: [corridor], signals })).toContain(problem)
  })

  it('is right with one corridor', () => {
    expect(configProblem({ corridors: [corridor] })).toBeNull()
    const webhooks = [{ url: 'https://example.org', secret: 'NAME', events: ['closed'] }]
    expect(configProblem({ corridors: [corridor], signals: { webhooks } })).toBeNull()
  })
})
