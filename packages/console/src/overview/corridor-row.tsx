import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { CorridorSummary } from '../api/views.js'
import { useSteer } from '../control/use-steer.js'
import { briefCount, percent, ratio } from '../format/numbers.js'
import { ForeignText } from '../ui/foreign-text.js'
import { StageSteps } from '../ui/stage-steps.js'
import { StandingBadge, VerdictBadge } from '../ui/standing-badge.js'
import { Ago } from '../ui/time-stamp.js'
import { Trend } from '../ui/trend.js'

/** One corridor at a glance: how far it is trusted, who says so, how it does, and its stop. */
export function CorridorRow({ corridor }: { readonly corridor: CorridorSummary }): ReactElement {
  const { intent, standing, effective_rate: rate, set_by: setBy, verdict, day } = corridor
  const { open, mayChange } = useSteer()
  const closed = standing === 'killed' || corridor.stage_closed !== null
  return (
    <article className={`corridor corridor-${standing}`} aria-label={intent}>
      <div className="corridor-name">
        <h2>
          <Link href={`/corridors/${encodeURIComponent(intent)}`}>
            <bdi>{intent}</bdi>
          </Link>
        </h2>
        <StandingBadge standing={standing} />
      </div>
      <div className="corridor-rate">
        <p className="figure">
          {percent(rate)} <span className="figure-unit">of commands</span>
        </p>
        <p className="small">
          set by <SetBy by={setBy} />
        </p>
      </div>
      <div className="corridor-stage">
        <StageSteps corridor={corridor} />
      </div>
      <div className="corridor-verdict">
        <VerdictBadge verdict={verdict?.verdict ?? null} />
        <p className="small clamp">
          {verdict?.because[0] ??
            'Gates judge a rollout; none was started. The environment alone decides.'}
        </p>
      </div>
      <div className="corridor-trend">
        <Trend trend={corridor.trend} label={`Failed candidates of ${intent}, last 24 hours`} />
        {day.attempts > 0 && (
          <p className="small">
            <span className="num">{ratio(day.errors, day.attempts)}</span> of{' '}
            <span className="num">{briefCount(day.attempts)}</span> candidates failed, 24 h
          </p>
        )}
      </div>
      <div className="corridor-act">
        {closed ? (
          <button
            type="button"
            className="button"
            disabled={!mayChange}
            onClick={() => open({ action: 'resume', intent })}
          >
            Resume…
          </button>
        ) : (
          <button
            type="button"
            className="button button-danger-quiet"
            disabled={!mayChange}
            onClick={() => open({ action: 'kill', intent })}
          >
            Kill…
          </button>
        )}
      </div>
      {corridor.why !== null && (
        <p className="corridor-why small">
          Last change: “<ForeignText text={corridor.why} />”
          {corridor.changed_by !== null && (
            <>
              {' '}
              by <bdi>{corridor.changed_by}</bdi>
            </>
          )}
          {corridor.changed_at !== null && (
            <>
              , <Ago at={corridor.changed_at} />
            </>
          )}
        </p>
      )}
    </article>
  )
}

/** An authority by name; variables look like what one types. */
export function SetBy({ by }: { readonly by: string }): ReactElement {
  return /^[A-Z_]+$/u.test(by) ? <code className="wrap">{by}</code> : <strong>{by}</strong>
}
