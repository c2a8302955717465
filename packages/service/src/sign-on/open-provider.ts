import type { OidcConfig } from '@partial-trust/settings'
import { isLoopbackName } from '../loopback.js'
import type { Pending } from './pending.js'

/** What a provider said of a person, checked. */
export type Claims = Readonly<Record<string, unknown>>

/** The OpenID Connect provider, as far as sign-on needs it. Every call may throw: then nobody is let in. */
export interface Provider {
  /** Where a browser is sent to, and what must fit when it comes back. */
  begin(): Promise<{ readonly address: URL; readonly pending: Pending }>
  /** Trades what a browser came back with for the person's claims, also as they were signed; each code is good once. */
  conclude(
    cameTo: URL,
    pending: Pending,
  ): Promise<{ readonly claims: Claims; readonly idToken: string | null }>
  /**
   * Where a browser ends the provider's own session (RP-initiated logout), to come back to the console.
   * Null where the provider offers none.
   */
  leave(idToken: string): Promise<URL | null>
}

const patienceSeconds = 10

// Loaded when it is used: most services have no provider.
const library = () => import('openid-client')

/** Authorization code flow with PKCE. The provider is asked for its addresses at the first sign-on. */
export function openProvider({ issuer, clientId, clientSecret, url }: OidcConfig): Provider {
  const home = new URL(url.endsWith('/') ? url : `${url}/`)
  const callback = new URL('v1/sign-on/callback', home)
  let found: Promise<Awaited<ReturnType<typeof discover>>> | null = null

  async function discover() {
    const client = await library()
    const server = new URL(issuer)
    const isNear = server.protocol === 'http:' && isLoopbackName(server.host)
    return client.discovery(server, clientId, clientSecret, undefined, {
      timeout: patienceSeconds,
      execute: [
        // What it says of a person is believed under its signature, and not for the way it came.
        client.enableNonRepudiationChecks,
        // Without TLS only on this machine: elsewhere the library refuses.
        ...(isNear ? [client.allowInsecureRequests] : []),
      ],
    })
  }

  async function configuration() {
    found ??= discover()
    try {
      return await found
    } catch (error) {
      found = null
      throw error
    }
  }

  return {
    async begin() {
      const client = await library()
      const provider = await configuration()
      const pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const address = client.buildAuthorizationUrl(provider, {
        redirect_uri: callback.href,
        scope: 'openid email groups',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      })
      return { address, pending }
    },
    async conclude(cameTo, { state, nonce, verifier }) {
      const client = await library()
      const at = new URL(callback)
      at.search = cameTo.search
      const answer = await client.authorizationCodeGrant(await configuration(), at, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      return { claims: answer.claims() ?? {}, idToken: answer.id_token ?? null }
    },
    async leave(idToken) {
      const client = await library()
      const provider = await configuration()
      if (provider.serverMetadata().end_session_endpoint === undefined) return null
      const address = client.buildEndSessionUrl(provider, {
        id_token_hint: idToken,
        post_logout_redirect_uri: home.href,
      })
      // The page goes there by script: nothing but the web.
      return /^https?:$/u.test(address.protocol) ? address : null
    },
  }
}
