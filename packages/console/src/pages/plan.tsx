import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { usePlan } from '../api/queries.js'
import type { PlanView } from '../api/views.js'
import { Findings } from '../plan/findings.js'
import { StageTable } from '../plan/stage-table.js'
import { WhatIf } from '../plan/what-if.js'
import { Card } from '../ui/card.js'
import { Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

export default function PlanPage(): ReactElement {
  usePageTitle('Plan')
  const plans = usePlan()
  if (plans.data === undefined) {
    return plans.error === null ? (
      <Waiting rows={5} />
    ) : (
      <Failure error={plans.error} retry={() => void plans.refetch()} />
    )
  }
  return (
    <>
      <header className="page-head">
        <h1>Plan</h1>
        <p className="page-sub">What each stage must prove, and what stops it.</p>
      </header>
      {plans.data.plans.map((view, index) => (
        <div key={`${view.source} ${index}`} className="stack">
          <Card title={titleOf(view)} note={<Followed view={view} />}>
            <StageTable plan={view.plan} />
          </Card>
          <Card
            title="Lint"
            note="Gates that can never fire, never pass, or do not mean what they say, with the arithmetic."
          >
            <Findings findings={view.lint} />
          </Card>
          <WhatIf plan={view.plan} />
        </div>
      ))}
    </>
  )
}

function titleOf({ source }: PlanView): string {
  if (source === 'built in') return 'The built-in plan'
  if (source === 'demo') return 'The demo’s plan, in fast motion'
  return source === 'rollout' ? 'The plan of the running rollout' : `The plan in ${source}`
}

function Followed({ view }: { readonly view: PlanView }): ReactElement {
  if (view.followed_by.length === 0) {
    const { waits_for: waits } = view
    return waits.length === 0 ? (
      <>No rollout follows it yet; the next one started here will.</>
    ) : (
      <>
        No rollout follows it yet; the next one of <bdi>{waits.join(', ')}</bdi> will.
      </>
    )
  }
  return (
    <>
      Followed by{' '}
      {view.followed_by.map(({ intent, stage }, index) => (
        <span key={intent}>
          {index > 0 && ', '}
          <Link href={`/corridors/${encodeURIComponent(intent)}`}>
            <bdi>{intent}</bdi>
          </Link>{' '}
          (at {stage})
        </span>
      ))}
      .{view.plan.promote === 'auto' ? ' A GO promotes by itself.' : ' A GO waits for an operator.'}
    </>
  )
}
