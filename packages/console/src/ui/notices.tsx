import type { ReactElement, ReactNode } from 'react'
import { ApiProblem } from '../api/client.js'

/** What is not there yet, and what would put something there. */
export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ReactNode
}): ReactElement {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}

/** What went wrong and what to do about it. */
export function Failure({
  error,
  retry,
}: {
  readonly error: Error
  readonly retry?: () => void
}): ReactElement {
  const detail = error instanceof ApiProblem ? error.detail : error.message
  return (
    <div className="notice notice-error" role="alert">
      <p>
        <strong>
          {error instanceof ApiProblem ? error.message : 'This part could not be shown'}.
        </strong>{' '}
        {detail}
      </p>
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Holds the place of a part that is being fetched, so that nothing jumps when it comes. */
export function Waiting({ rows = 3 }: { readonly rows?: number }): ReactElement {
  return (
    <div className="waiting" role="status" aria-busy="true">
      <span className="hidden-visually">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="waiting-row" />
      ))}
    </div>
  )
}
