import { visitProvider } from '../../packages/service/src/sign-on/identity-provider.contract.ts'
import type { Jar } from '../../packages/service/src/sign-on/identity-provider.contract.ts'

/** Somebody at a browser of their own, or the one that it was before. */
export interface Person {
  /** What the console's own page would send, with this browser's cookie. Answers with the status. */
  change(path: string, body: object): Promise<number>
  /** Signs out here, then goes wherever the service says that the provider is left too. */
  leave(): Promise<'at the provider too' | 'here alone'>
}

const cookieOf = (answer: Response, name: string): string =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''

/**
 * Signs on through the provider; a null login is a browser where nobody sits. Null when the service lets
 * that person not in.
 */
export async function signOn(home: string, login: string | null, jar: Jar): Promise<Person | null> {
  const begun = await fetch(`${home}v1/sign-on`, { redirect: 'manual' })
  const pending = cookieOf(begun, 'partial_trust_sign_on')
  const start = begun.headers.get('location') ?? ''
  const back = await visitProvider({ start, console: home, login, jar })
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie: pending } })
  const cookie = cookieOf(answer, 'partial_trust_session')
  return cookie === '' ? null : personWith(home, cookie, jar)
}

/** Trades a token for a session, as the console's page of sign-in does. */
export async function signIn(home: string, token: string): Promise<Person> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${home}v1/session`, { method: 'POST', headers })
  return personWith(home, cookieOf(answer, 'partial_trust_session'), new Map())
}

async function personWith(home: string, cookie: string, jar: Jar): Promise<Person> {
  const view = await fetch(`${home}v1/session`, { headers: { cookie } })
  const { proof }: { readonly proof?: string } = JSON.parse(await view.text())
  const own = { cookie, 'x-partial-trust-proof': proof ?? '' }
  return {
    async change(path, body) {
      const headers = { ...own, 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(new URL(path, home), init)).status
    },
    async leave() {
      const answer = await fetch(`${home}v1/session`, { method: 'DELETE', headers: own })
      if (answer.status === 204) return 'here alone'
      const { leave_at: start }: { readonly leave_at: string } = JSON.parse(await answer.text())
      await visitProvider({ start, console: home, login: '', jar })
      return 'at the provider too'
    },
  }
}
