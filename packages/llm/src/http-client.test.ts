import { Agent, Dispatcher } from 'undici'
import { expect, it } from 'vitest'
import requestOf from 'undici/lib/api/api-request.js'
import { Agent as used } from './http-client.js'

it('uses of the HTTP client what its front door gives', () => {
  expect(used).toBe(Agent)
  expect(Reflect.get(Dispatcher.prototype, 'request')).toBe(requestOf)
})
