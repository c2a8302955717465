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

/** @throws {ApiProblem} */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(path, signal === undefined ? {} : { signal })
  const answer: Answer = await response.json()
  return answer
}

/** @throws {ApiProblem} */
export async function send(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
  const content =
    body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  await request(path, { method, ...content })
}

/** Trades a token for the session's cookie. @throws {ApiProblem} 401 where the token is not known. */
export async function signIn(token: string): Promise<void> {
  // Only what a token can consist of may go into a header; anything else is refused as unknown.
  const bearer = token.replaceAll(/[^\w.~+/=-]/gu, '')
  await request('/v1/session', { method: 'POST', headers: { authorization: `Bearer ${bearer}` } })
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, 'The service does not answer', 'Check that it runs and is reachable.')
  }
  if (response.ok) return response
  throw await problemOf(response)
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
