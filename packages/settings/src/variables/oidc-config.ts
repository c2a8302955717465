import type { ConfigProblem } from './config.js'
import type { VariableName } from './variables.js'

/** Sign-on through an OpenID Connect provider, whole or not at all. */
export type OidcConfig = {
  /** The provider's issuer. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who may come in as what: a person in none of the groups may not. */
  readonly roles: readonly GroupRole[]
  /** The console's own address as browsers know it. */
  readonly url: string
}

export type GroupRole = { readonly group: string; readonly role: 'viewer' | 'operator' }

type Parts = { readonly [Name in keyof OidcConfig]: OidcConfig[Name] | null }

const names = {
  issuer: 'PARTIAL_TRUST_OIDC_ISSUER',
  clientId: 'PARTIAL_TRUST_OIDC_CLIENT_ID',
  clientSecret: 'PARTIAL_TRUST_OIDC_CLIENT_SECRET',
  roles: 'PARTIAL_TRUST_OIDC_ROLES',
  url: 'PARTIAL_TRUST_OIDC_URL',
} as const satisfies Readonly<Record<keyof OidcConfig, VariableName>>

/** Puts the parts together; null with no problem where none is set. */
export function oidcConfig(parts: Parts): {
  readonly oidc: OidcConfig | null
  readonly problem: ConfigProblem | null
} {
  const { issuer, clientId, clientSecret, roles, url } = parts
  if (
    issuer !== null &&
    clientId !== null &&
    clientSecret !== null &&
    roles !== null &&
    url !== null
  ) {
    return { oidc: { issuer, clientId, clientSecret, roles, url }, problem: null }
  }
  const set = Object.values(parts).filter((part) => part !== null)
  if (set.length === 0) return { oidc: null, problem: null }
  const missing = Object.entries(names).flatMap(([part, name]) =>
    Object.entries(parts).some(([key, value]) => key === part && value === null) ? [name] : [],
  )
  const [variable = names.issuer] = missing
  const problem = `sign-on needs all of its settings or none; without value: ${missing.join(', ')}`
  return { oidc: null, problem: { variable, problem } }
}
