import type { Dispatcher } from 'undici'
import { Agent, proxyAgent } from './http-client.js'
import { piecewiseConnector } from './piecewise-connector.js'

type Environment = Readonly<Record<string, string | undefined>>

export type OpenedDispatcher = {
  /** Null when a proxy is named in a way that cannot be used: then nothing may leave. */
  readonly dispatcher: Dispatcher | null
  readonly close: () => Promise<void>
}

/** Connections are given up after so long; the deadline is usually earlier. */
const connectTimeoutMs = 5_000
const connection = { keepAliveTimeout: 60_000, proxyTunnel: false }

/**
 * Keeps the connections of a process to its endpoints. `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`,
 * in small letters first, decide which of them go through a proxy.
 */
export function openDispatcher(env: Environment): OpenedDispatcher {
  const httpProxy = named(env, 'HTTP_PROXY')
  const httpsProxy = named(env, 'HTTPS_PROXY')
  if (httpProxy === '' && httpsProxy === '') {
    return opened(new Agent({ ...connection, connect: piecewiseConnector(connectTimeoutMs) }))
  }
  if (![httpProxy, httpsProxy].every((url) => url === '' || isProxyUrl(url))) return noWayOut
  // Given one by one, because what is not given is read from the process, which may not be `env`.
  const noProxy = named(env, 'NO_PROXY')
  try {
    return opened(proxyAgent({ ...connection, httpProxy, httpsProxy, noProxy }, connectTimeoutMs))
  } catch {
    // A URL that the client cannot use after all, such as a password with `%zz` in it.
    return noWayOut
  }
}

const noWayOut: OpenedDispatcher = { dispatcher: null, close: () => Promise.resolve() }

function opened(dispatcher: Dispatcher): OpenedDispatcher {
  return { dispatcher, close: () => dispatcher.destroy() }
}

function named(env: Environment, name: string): string {
  return (env[name.toLowerCase()] ?? env[name] ?? '').trim()
}

function isProxyUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol
  return protocol === 'http:' || protocol === 'https:'
}
