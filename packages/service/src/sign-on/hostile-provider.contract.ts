import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'

/** What a provider says of itself and of people, taken apart, so that a test can alter any of it. */
export type Says = {
  /** Of itself. */
  discovery: (issuer: string) => object
  /** Its keys. */
  keys: () => object
  /** Of who signs on. */
  header: object
  claims: (fresh: FreshClaims) => object
  /** Makes the last part of a token. */
  seal: (signed: string) => string
  /** What the token endpoint answers with; null: as it should. */
  answer: ((response: ServerResponse) => void) | null
}

/** What right claims hold, of this moment. */
export type FreshClaims = {
  readonly iss: string
  readonly sub: string
  readonly aud: string
  readonly nonce: string
  /** Seconds since 1970. */
  readonly iat: number
  readonly exp: number
  readonly groups: readonly string[]
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const another = generateKeyPairSync('rsa', { modulusLength: 2048 })

export function sealedBy(key: KeyObject): Says['seal'] {
  return (signed) => sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')
}

export const foreignKey: KeyObject = another.privateKey
/** What somebody who knows the public key alone can make of it. */
export const sealedByPublicKey: Says['seal'] = (signed) =>
  createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' }))
    .update(signed)
    .digest('base64url')

export function sealedBySecret(secret: string): Says['seal'] {
  return (signed) => createHmac('sha256', secret).update(signed).digest('base64url')
}

/** A provider that does as it should. */
export function honest(): Says {
  return {
    discovery: (issuer) => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'],
    }),
    keys: () => ({
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
    }),
    header: { alg: 'RS256', kid: 'one' },
    claims: (fresh) => fresh,
    seal: sealedBy(privateKey),
    answer: null,
  }
}

/** Starts one on a free port of loopback. `nonce` is what the browser was sent with. */
export async function hostileProvider(says: () => Says, nonce: () => string) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer)
    const { discovery, keys, answer } = says()
    const json = (value: object): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    if (pathname === '/.well-known/openid-configuration') json(discovery(issuer))
    else if (pathname === '/keys') json(keys())
    else if (pathname !== '/token') response.writeHead(404).end()
    else if (answer !== null) answer(response)
    else json({ access_token: 'a', token_type: 'Bearer', id_token: token() })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`

  function token(): string {
    const { header, claims, seal } = says()
    const iat = Math.floor(Date.now() / 1000)
    const fresh = {
      iss: issuer,
      sub: 'u-1',
      aud: 'console',
      nonce: nonce(),
      iat,
      exp: iat + 300,
      groups: ['ops'],
    }
    const signed = [header, claims(fresh)]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${signed}.${seal(signed)}`
  }
  return {
    issuer,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
