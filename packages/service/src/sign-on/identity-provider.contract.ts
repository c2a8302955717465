import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** A real provider of OpenID Connect, which takes any password. */
export type IdentityProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  close(): void
}

export type IdentityProviderOptions = {
  /** The console's address as browsers know it, with its `/` at the end. */
  readonly console: string
  /** What is said of whom, by login. */
  readonly people: Readonly<Record<string, object>>
  /** What its discovery says differently. Default: nothing. */
  readonly discovered?: () => object
}

/** Starts one on a free port of loopback, with the console as its only client. */
export async function identityProvider(given: IdentityProviderOptions): Promise<IdentityProvider> {
  const { console: home, people, discovered = () => ({}) } = given
  const client = { clientId: 'console', clientSecret: 'a-secret' }
  const server = createServer()
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const issuer = `http://127.0.0.1:${isBound(address) ? address.port : 0}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [`${home}v1/sign-on/callback`],
        post_logout_redirect_uris: [home],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['for the test'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...people[id] }),
    }),
  })
  provider.use(async (context, next) => {
    await next()
    if (context.path.endsWith('/openid-configuration')) Object.assign(context.body, discovered())
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return {
    issuer,
    ...client,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function isBound(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

/** A browser's cookies at the provider. */
export type Jar = Map<string, string>

export type Visit = {
  /** Where the browser is sent, and where it is at home again. */
  readonly start: string
  readonly console: string
  /** Null: nobody sits there who could say. */
  readonly login: string | null
  readonly jar?: Jar
}

/**
 * What a browser does at the provider: signs in, agrees, or says that it leaves. Answers with the address
 * of the console that it is sent back to.
 *
 * @throws {Error} when the provider asks and nobody sits there.
 */
export async function visitProvider(visit: Visit): Promise<string> {
  const { start, console: home, login, jar = new Map<string, string>() } = visit
  let url = start
  let body: URLSearchParams | undefined
  for (let step = 0; step < 12; step += 1) {
    if (url.startsWith(home)) return url
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/su)
      jar.set(name, value)
    }
    body = undefined
    const location = answer.headers.get('location')
    if (location !== null) url = new URL(location, url).href
    else {
      const page = await answer.text()
      if (login === null) throw new Error('the provider asks who it is')
      url = new URL(/action="([^"]+)"/u.exec(page)?.[1] ?? '', url).href
      body = new URLSearchParams({ login, password: 'any', logout: 'yes' })
      for (const [, name = '', value = ''] of page.matchAll(
        /name="(prompt|xsrf)" value="(\w+)"/gu,
      )) {
        body.set(name, value)
      }
    }
  }
  throw new Error(`the provider did not send the browser back: ${url}`)
}
