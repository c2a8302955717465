import process from 'node:process'
import { openControl } from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'

/**
 * `partial-trust/postgres`: live control in PostgreSQL, as `state` of `openTrust`; needs the package `pg`.
 * The same as an address in `PARTIAL_TRUST_STATE`, for applications that make theirs in code.
 *
 * @param url `postgres://user:password@host/database`; shown nowhere with its password.
 */
export function postgresState(url: string): Control {
  const address = { kind: 'postgres', url } as const
  const control = openControl(address, { cwd: process.cwd(), now: () => systemClock.epochMs() })
  if (control === null) throw new TypeError('postgresState: the address names no database')
  return control
}
