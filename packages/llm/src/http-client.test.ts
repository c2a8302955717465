import { Agent, Dispatcher, buildConnector } from 'undici'
import { expect, it } from 'vitest'
import connector from 'undici/lib/core/connect.js'
import requestOf from 'undici/lib/api/api-request.js'
import { Agent as used } from './http-client.js'

it('uses of the HTTP client what its front door gives', () => {
  expect(used).toBe(Agent)
  expect(buildConnector).toBe(connector)
  expect(Reflect.get(Dispatcher.prototype, 'request')).toBe(requestOf)
})
