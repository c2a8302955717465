import type { ReactElement } from 'react'
import { Failure, Waiting } from './notices.js'

type Props = {
  /** The page's heading: where one is stands there whatever comes. */
  readonly title: string
  readonly query: { readonly error: Error | null; readonly refetch: () => unknown }
  readonly rows?: number
}

/** A page whose answer has not come yet, or does not come. */
export function NotYet({ title, query, rows = 5 }: Props): ReactElement {
  return (
    <>
      <header className="page-head">
        <h1>
          <bdi>{title}</bdi>
        </h1>
      </header>
      {query.error === null ? (
        <Waiting rows={rows} />
      ) : (
        <Failure error={query.error} retry={() => void query.refetch()} />
      )}
    </>
  )
}
