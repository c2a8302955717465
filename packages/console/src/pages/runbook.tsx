import Markdown from 'react-markdown'
import type { ReactElement } from 'react'
import { ApiProblem } from '../api/client.js'
import { useView } from '../api/queries.js'
import type { RunbookView } from '../api/views.js'
import { Card } from '../ui/card.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'

export default function Runbook(): ReactElement {
  const runbook = useView<RunbookView>(['runbook'], '/v1/runbook', false)
  if (runbook.data !== undefined) {
    return (
      <Card title="Runbook" note="Rendered from the live configuration, plan and reason codes.">
        <div className="prose">
          <Markdown>{runbook.data.markdown}</Markdown>
        </div>
      </Card>
    )
  }
  if (runbook.error === null) return <Waiting rows={5} />
  if (runbook.error instanceof ApiProblem && runbook.error.status === 404) {
    return (
      <Empty title="This service has no runbook">
        Run <code>partial-trust runbook</code> beside it.
      </Empty>
    )
  }
  return <Failure error={runbook.error} retry={() => void runbook.refetch()} />
}
