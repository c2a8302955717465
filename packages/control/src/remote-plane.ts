import { setTimeout as sleep } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { withoutPassword } from '@partial-trust/settings'
import { StoreUnavailableError } from './control-store.js'
import { isRefusal } from './is-refusal.js'

const requestTimeoutMs = 3000
const reconnectMs = 500
/** The plane's heart beats every second; three missed beats and the stream is given up. */
const silenceMs = 3000

/**
 * A control plane over HTTP. The token is the password of its address (`https://:TOKEN@host`), so
 * that it is masked wherever the address is shown.
 */
export class RemotePlane {
  readonly location: string
  readonly #base: URL
  readonly #headers: Readonly<Record<string, string>>
  readonly #stop = new AbortController()

  constructor(address: string) {
    this.location = withoutPassword(address)
    const base = new URL(address)
    const token = decodeURIComponent(base.password)
    base.username = ''
    base.password = ''
    if (!base.pathname.endsWith('/')) base.pathname += '/'
    this.#base = base
    this.#headers = token === '' ? {} : { authorization: `Bearer ${token}` }
  }

  /** The JSON answer of a resource. @throws {StoreUnavailableError} for any but a good answer. */
  async get(path: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask(path, { method: 'GET' }, signal)
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    return this.#ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  }

  /** Reads an answer with `parse`; what it throws makes the plane unavailable. */
  parsed<Value>(value: unknown, parse: (value: unknown) => Value): Value {
    try {
      return parse(value)
    } catch (error) {
      // It was answered, if not in words that can be read.
      throw this.#unavailable(error, true)
    }
  }

  /** Follows the event stream until closed, through any number of broken connections. */
  async follow(onEvent: (name: string) => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#stream(onEvent).catch(() => undefined)
      // Whatever happened while nobody listened counts as news.
      onEvent('reconnect')
      await sleep(reconnectMs, undefined, { ref: false, signal: this.#stop.signal }).catch(
        () => undefined,
      )
    }
  }

  close(): void {
    this.#stop.abort()
  }

  async #stream(onEvent: (name: string) => void): Promise<void> {
    const silence = new AbortController()
    const giveUp = (): void => silence.abort()
    let timer = setTimeout(giveUp, silenceMs).unref()
    try {
      const answer = await fetch(new URL('v1/events', this.#base), {
        headers: { ...this.#headers, accept: 'text/event-stream' },
        signal: AbortSignal.any([silence.signal, this.#stop.signal]),
      })
      if (!answer.ok || answer.body === null) return
      const parser = createParser({ onEvent: ({ event }) => onEvent(event ?? 'message') })
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, silenceMs).unref()
        parser.feed(chunk)
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async #ask(path: string, init: Asked, signal?: AbortSignal): Promise<unknown> {
    const limit = AbortSignal.timeout(requestTimeoutMs)
    const signals = [limit, this.#stop.signal, ...(signal === undefined ? [] : [signal])]
    let status: number | undefined
    try {
      const answer = await fetch(new URL(path, this.#base), {
        ...init,
        headers: { ...this.#headers, ...init.headers },
        signal: AbortSignal.any(signals),
        redirect: 'error',
      })
      ;({ status } = answer)
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${answer.status} ${problemOf(body)}`)
      return body
    } catch (error) {
      throw this.#unavailable(error, init.method === 'POST' && !isTurnedAway(error, status))
    }
  }

  #unavailable(error: unknown, mayBeDone = false): StoreUnavailableError {
    if (error instanceof StoreUnavailableError) return error
    const reason = error instanceof Error ? reasonOf(error) : String(error)
    return new StoreUnavailableError(this.location, reason, { cause: error, mayBeDone })
  }
}

type Asked = {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Whether a request certainly came to nothing: nobody took it, or who did said that it is not to be. */
function isTurnedAway(error: unknown, status: number | undefined): boolean {
  if (status !== undefined) return isRefusal(status)
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return neverSent.has(code)
}

/** What `fetch` fails with before it has sent anything. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** What is wrong, and what to do about it, as the plane says it. */
function problemOf(body: unknown): string {
  const { title, detail }: { title?: unknown; detail?: unknown } = Object(body)
  return [title, detail].filter((text) => typeof text === 'string').join(': ')
}
