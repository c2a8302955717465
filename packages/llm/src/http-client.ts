// oxlint-disable-next-line typescript/triple-slash-reference -- it declares modules and is none: nothing of it can be imported
/// <reference path="./undici-files.d.ts" />
import { createRequire } from 'node:module'
import type * as undici from 'undici'
import type { Dispatcher, EnvHttpProxyAgent, buildConnector } from 'undici'
import requestOf from 'undici/lib/api/api-request.js'
import Agent from 'undici/lib/dispatcher/agent.js'
import { piecewise, piecewiseConnector } from './piecewise-connector.js'

/**
 * What is used of the HTTP client, by its files: all of it is four times as many, read before the first
 * decision. A test holds these to be what its front door gives; its version is pinned.
 */
export { Agent }

/**
 * For who goes through a proxy: that takes the whole library, whose tunnels ask by methods put together there. The
 * proxy's answers, and what comes through it, are read in pieces as all answers are.
 */
export function proxyAgent(
  options: Omit<EnvHttpProxyAgent.Options, 'connect' | 'factory' | 'clientFactory'>,
  connectTimeoutMs: number,
): Dispatcher {
  const library: typeof undici = createRequire(import.meta.url)('undici')
  const usual = piecewiseConnector(connectTimeoutMs)
  const connected = (origin: string | URL, given: object): Dispatcher => {
    const connect: unknown = Reflect.get(given, 'connect')
    return new library.Pool(origin, {
      ...given,
      connect: isConnector(connect) ? piecewise(connect) : usual,
    })
  }
  return new library.EnvHttpProxyAgent({
    ...options,
    factory: connected,
    clientFactory: connected,
  })
}

/** A tunnel is connected to by a function of the library's own. */
function isConnector(value: unknown): value is buildConnector.connector {
  return typeof value === 'function'
}

/** @throws {Error} the library's, of many classes, and a TypeError for what is no URL. */
export async function request(
  dispatcher: Dispatcher,
  to: string,
  options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(to)
  return requestOf.call(dispatcher, { ...options, origin, path: `${pathname}${search}` })
}
