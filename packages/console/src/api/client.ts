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
}

/** An answer that takes longer than this is none, in ms: numbers must not grow old unseen. */
const patienceMs = 10_000

/** @throws {ApiProblem} */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(path, signal === undefined ? {} : { signal })
  const answer: Answer = await response.json()
  return answer
}

/** @throws {ApiProblem} */
export async function send(
  method: 'POST' | 'DELETE',
  path: string,
  { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const response = await request(path, {
    method,
    headers: {
      ...proofHeaders(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  return response.status === 204 ? null : response.json()
}

/** Who one is; null where the session has ended. @throws {ApiProblem} for anything but 401. */
export async function currentSession(signal?: AbortSignal): Promise<Session | null> {
  const response = await ask('/v1/session', signal === undefined ? {} : { signal })
  if (response.status === 401) return null
  if (!response.ok) throw await problemOf(response)
  return sessionOf(response)
}

/** Trades a token for the session's cookie. @throws {ApiProblem} 401 where the token is not known. */
export async function signIn(token: string): Promise<Session> {
  // Only what a token can consist of may go into a header; anything else is refused as unknown.
  const bearer = token.replaceAll(/[^\w.~+/=-]/gu, '')
  const headers = { authorization: `Bearer ${bearer}` }
  const response = await ask('/v1/session', { method: 'POST', headers })
  if (!response.ok) throw await problemOf(response)
  return sessionOf(response)
}

async function sessionOf(response: Response): Promise<Session> {
  const answer: Session & { readonly proof?: string | null } = await response.json()
  keepProof(answer)
  return answer
}

/** An address of the service, wherever a proxy has put the page. */
export function address(path: string): string {
  return new URL(path.replace(/^\//u, ''), document.baseURI).href
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await ask(path, init)
  if (response.ok) return response
  // Nothing on the page holds any longer; whoever shows it finds out and asks to sign in.
  if (response.status === 401) tell()
  throw await problemOf(response)
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const patience = AbortSignal.timeout(patienceMs)
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
        ? `Nothing came within ${patienceMs / 1000} s: it hangs, or is stopped. Look at its process.`
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
