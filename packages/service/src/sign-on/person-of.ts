import type { OidcConfig } from '@partial-trust/settings'
import { nameProblem, type Role } from '../people/index.js'
import type { Claims } from './open-provider.js'

export type SignedOn =
  | { readonly kind: 'person'; readonly name: string; readonly role: Role }
  | { readonly kind: 'nobody'; readonly problem: string }

/**
 * Who somebody is and what they may do, by what the provider says. A name that people choose themselves
 * is none: it is the address that the provider checked, or its own id of them.
 */
export function personOf(claims: Claims, { roles }: Pick<OidcConfig, 'roles'>): SignedOn {
  const { sub, email, email_verified: isChecked, groups } = claims
  const name = isChecked === true && typeof email === 'string' ? email : sub
  if (typeof name !== 'string') return nobody('The provider does not say who it is.')
  const problem = nameProblem(name)
  if (problem !== null) return nobody(`The provider’s name for the person ${problem}.`)
  const held: readonly unknown[] = Array.isArray(groups) ? groups : []
  const granted = roles.filter(({ group }) => held.includes(group)).map(({ role }) => role)
  if (granted.includes('operator')) return { kind: 'person', name, role: 'operator' }
  if (granted.includes('viewer')) return { kind: 'person', name, role: 'viewer' }
  return nobody('The person is in none of the groups that PARTIAL_TRUST_OIDC_ROLES lets in.')
}

function nobody(problem: string): SignedOn {
  return { kind: 'nobody', problem }
}
