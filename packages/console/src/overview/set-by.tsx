import type { ReactElement } from 'react'

/** An authority by name; variables look like what one types. */
export function SetBy({ by }: { readonly by: string }): ReactElement {
  return /^[A-Z_]+$/u.test(by) ? <code className="wrap">{by}</code> : <strong>{by}</strong>
}
