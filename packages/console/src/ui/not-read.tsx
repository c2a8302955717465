import type { ReactElement } from 'react'

/** Below a field whose text is not sure to be understood: nothing is made of it until it is. */
export function NotRead({ like }: { readonly like: string }): ReactElement {
  return (
    <small className="bad" role="status">
      Not sure to be understood. Write it as in {like}.
    </small>
  )
}
