import type { ReactElement } from 'react'
import { ApiProblem } from '../api/client.js'
import { useView } from '../api/queries.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'

export default function Readiness(): ReactElement {
  const readiness = useView<unknown>(['readiness'], '/v1/readiness', 30_000)
  return (
    <>
      <header className="page-head">
        <h1>Readiness</h1>
        <p className="page-sub">
          May this go to production? The same report as <code>partial-trust preflight</code>.
        </p>
      </header>
      {readiness.data === undefined && readiness.error === null && <Waiting rows={5} />}
      {readiness.error instanceof ApiProblem && readiness.error.status === 404 ? (
        <Empty title="This service has no readiness report">
          Run <code>partial-trust preflight</code> beside it.
        </Empty>
      ) : (
        readiness.error !== null && (
          <Failure error={readiness.error} retry={() => void readiness.refetch()} />
        )
      )}
    </>
  )
}
