import { describe, expect, it } from 'vitest'
import { parseChangeRequest, parseKillAll } from './parse-change-request.js'

const signed = { by: 'ana', reason: 'a drill' }

describe('a change that another process asks for', () => {
  it.each(['\ud800', 'pay\udc00back', 'pay\u0000back', 'pay\nback', ' ', 7])(
    'is refused for a corridor that no store gives back under the name %j',
    (intent) => {
      const asked = { ...signed, intent, action: { kind: 'kill' } }
      expect(() => parseChangeRequest(asked)).toThrow(TypeError)
      expect(() => parseKillAll({ ...signed, also: [intent] })).toThrow(TypeError)
    },
  )

  it('names corridors in any script', () => {
    const intent = 'возврат-🥛'
    expect(parseKillAll({ ...signed, also: [intent] }).also).toEqual([intent])
  })
})
