import type { Api, SessionView } from '@partial-trust/service/api'
import { keepProof, proofHeaders, tell } from './session.js'
import type { Session } from './session.js'

/** An answer that was not 2xx, as its problem document says it, or no answer at all (status 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly detail: string

  constructor(status: number, title: string, detail: string) {
    super(title)
    this.status = status
    this.detail = detail
  }

  /**
   * Whether it says that what was asked for is not done. No answer, a 503 of the service and the words of a proxy
   * that gave up waiting (502, 504) say nothing of the kind.
   */
  get refuses(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 499
  }
}

/** An answer that takes longer than this is none, in ms: numbers must not grow old unseen. */
const patienceMs = 10_000

/** What a route takes, loosely: what exactly, its row of the service's table says. */
type Given = {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/** Asks a route of the service's table. @throws {ApiProblem} */
export async function ask<Name extends keyof Api>(
  route: Name,
  given: Api[Name]['given'] & Given,
  signal?: AbortSignal,
  longestMs: number = patienceMs,
): Promise<Api[Name]['answer']> {
  const [method = 'GET', path = ''] = route.split(' ')
  const { body } = given
  const init = {
    method,
    headers: {
      ...(method === 'GET' ? {} : proofHeaders()),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }
  const response = await answered(pathOf(path, given), init, longestMs)
  const answer: Api[Name]['answer'] = response.status === 204 ? null : await response.json()
  return answer
}

/** As {@link ask}, byte for byte: for files whose digest counts. @throws {ApiProblem} */
export async function askText<Name extends Extract<keyof Api, `GET ${string}`>>(
  route: Name,
  given: Api[Name]['given'] & Given,
  longestMs: number = patienceMs,
): Promise<string> {
  const response = await answered(pathOf(route.replace('GET ', ''), given), {}, longestMs)
  return response.text()
}

function pathOf(template: string, { path = {}, query = {} }: Given): string {
  const filled = template.replaceAll(/\{(\w+)\}/gu, (_whole, name: string) =>
    encodeURIComponent(path[name] ?? ''),
  )
  const wanted = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return wanted.length === 0 ? filled : `${filled}?${new URLSearchParams(wanted).toString()}`
}

/** Who one is; null where the session has ended. @throws {ApiProblem} for anything but 401. */
export async function currentSession(signal?: AbortSignal): Promise<Session | null> {
  const response = await fetched('/v1/session', signal === undefined ? {} : { signal })
  if (response.status === 401) return null
  if (!response.ok) throw await problemOf(response)
  return sessionOf(response)
}

/** Trades a token for the session's cookie. @throws {ApiProblem} 401 where the token is not known. */
export async function signIn(token: string): Promise<Session> {
  // Only what a token can consist of may go into a header; anything else is refused as unknown.
  const bearer = token.replaceAll(/[^\w.~+/=-]/gu, '')
  const headers = { authorization: `Bearer ${bearer}` }
  const response = await fetched('/v1/session', { method: 'POST', headers })
  if (!response.ok) throw await problemOf(response)
  return sessionOf(response)
}

async function sessionOf(response: Response): Promise<Session> {
  const answer: SessionView = await response.json()
  keepProof(answer)
  return answer
}

/** An address of the service, wherever a proxy has put the page. */
export function address(path: string): string {
  return new URL(path.replace(/^\//u, ''), document.baseURI).href
}

async function answered(path: string, init: RequestInit, longestMs: number): Promise<Response> {
  const response = await fetched(path, init, longestMs)
  if (response.ok) return response
  // Nothing on the page holds any longer; whoever shows it finds out and asks to sign in.
  if (response.status === 401) tell()
  throw await problemOf(response)
}

async function fetched(
  path: string,
  init: RequestInit,
  longestMs: number = patienceMs,
): Promise<Response> {
  const patience = AbortSignal.timeout(longestMs)
  const signal = init.signal == null ? patience : AbortSignal.any([init.signal, patience])
  try {
    return await fetch(address(path), { ...init, signal, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    const slow = error instanceof DOMException && error.name === 'TimeoutError'
    throw new ApiProblem(
      0,
      'The service does not answer',
      slow
        ? `Nothing came within ${longestMs / 1000} s: it hangs, or is stopped. Look at its process.`
        : 'Check that it runs and is reachable.',
    )
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback = `The service answered ${response.status}`
  try {
    const body: unknown = await response.json()
    const { title, detail }: { title?: unknown; detail?: unknown } = Object(body)
    return new ApiProblem(
      response.status,
      typeof title === 'string' ? title : fallback,
      typeof detail === 'string' ? detail : '',
    )
  } catch {
    return new ApiProblem(response.status, fallback, '')
  }
}
