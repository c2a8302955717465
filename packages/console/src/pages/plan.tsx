import { useState } from 'react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { usePlan } from '../api/queries.js'
import type { PlanView } from '../api/views.js'
import { Findings } from '../plan/findings.js'
import { StageTable } from '../plan/stage-table.js'
import { WhatIf } from '../plan/what-if.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'
import { NotYet } from '../ui/not-yet.js'
import { usePageTitle } from '../ui/use-page-title.js'

/** One plan in full; where there are several, one of them at a time: those that rollouts follow come first. */
export default function PlanPage(): ReactElement {
  usePageTitle('Plan')
  const plans = usePlan()
  const [chosen, setChosen] = useState(0)
  const choices = (plans.data?.plans ?? []).toSorted(
    (a, b) =>
      b.followed_by.length - a.followed_by.length || b.waits_for.length - a.waits_for.length,
  )
  const view = choices[chosen] ?? choices[0]
  if (plans.data === undefined) {
    return <NotYet title="Plan" query={plans} />
  }
  return (
    <>
      <header className="page-head">
        <h1>Plan</h1>
        <p className="page-sub">What each stage must prove, and what stops it.</p>
      </header>
      {choices.length > 1 && (
        <label className="field-inline study-tools">
          <span>One of {choices.length} plans</span>
          <select value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
            {choices.map((choice, index) => (
              <option key={`${nameOf(choice)} ${index}`} value={index}>
                {nameOf(choice)}
              </option>
            ))}
          </select>
        </label>
      )}
      {view === undefined ? (
        <Empty title="No plan reads">
          A corridor whose plan does not read starts no rollout;{' '}
          <Link href="/readiness">Readiness</Link> says why.
        </Empty>
      ) : (
        // What was supposed of one plan says nothing of another.
        <div key={chosen} className="stack">
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
      )}
    </>
  )
}

function titleOf(view: PlanView): string {
  const { source } = view
  if (source === 'built in') return 'The built-in plan'
  if (source === 'demo') return 'The demo’s plan, in fast motion'
  return source === 'rollout' ? `The plan${followersOf(view)}` : `The plan in ${source}`
}

/** Tells one of several plans from the others. */
function nameOf(view: PlanView): string {
  return `${titleOf(view)}, deadline ${view.plan.deadline_ms}\u202fms`
}

function followersOf({ followed_by: followers }: PlanView): string {
  const [first] = followers
  if (first === undefined) return ' of a rollout'
  const more = followers.length - 1
  return ` of ${first.intent}${more === 0 ? '' : ` and ${more} more`}`
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
