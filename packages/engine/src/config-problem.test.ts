import { describe, expect, it } from 'vitest'
import { configProblem } from './config-problem.js'
import { defineConfig } from './corridor-registration.js'

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

  it('is right with one corridor', () => {
    expect(configProblem({ corridors: [corridor] })).toBeNull()
  })
})
