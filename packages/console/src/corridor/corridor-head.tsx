import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { CorridorSummary, CorridorView } from '../api/views.js'
import { actions } from '../control/actions.js'
import { offered } from '../control/offered.js'
import { useSteer } from '../control/use-steer.js'
import { Act, Look } from '../overview/corridor-row.js'
import { whyInWords } from '../format/in-words.js'
import { percent, plural, ratio } from '../format/numbers.js'
import { PartsClosed } from '../overview/parts-closed.js'
import { sentenceOf } from '../overview/sentence.js'
import { SetBy } from '../overview/set-by.js'
import { StandingLine } from '../overview/standing-line.js'
import { ByWhom } from '../ui/by-whom.js'
import { CorridorName } from '../ui/corridor-name.js'
import { ForeignText } from '../ui/foreign-text.js'
import { StageSteps } from '../ui/stage-steps.js'
import { StandingBadge } from '../ui/standing-badge.js'
import { Ago, TimeStamp } from '../ui/time-stamp.js'

/** Not in the breaker's own words: a corridor is closed where nothing passes, a circuit where everything does. */
const circuits = {
  closed: 'the model answers',
  open: 'the model fails and is not asked',
  probing: 'the model failed and is tried again',
} as const

/** Where the corridor stands and what a person can do about it. */
export function CorridorHead({ view }: { readonly view: CorridorView }): ReactElement {
  const { summary, limits, deadline_ms: deadlineMs } = view
  const { intent, standing, effective_rate: rate, set_by: setBy, answers } = summary
  const sentence = sentenceOf(summary)
  return (
    <header className="corridor-head">
      <p className="crumb">
        <Link href="/">Overview</Link> <span aria-hidden="true">/</span> Corridor
      </p>
      <div className="corridor-title">
        <h1>
          <CorridorName intent={intent} />
        </h1>
        <StandingBadge standing={standing} />
        <Steering summary={summary} />
      </div>
      <div className={`card headline headline-${standing}`}>
        <div>
          <StandingLine sentence={sentence} />
          <PartsClosed parts={summary.parts_closed} />
        </div>
        <div className="steering">
          {/* On the corridor's own page what is missing stands right below. */}
          {sentence.look?.href.startsWith('/corridors') === false && <Look look={sentence.look} />}
          <Act action={sentence.next} intent={intent} />
        </div>
      </div>
      <div className="corridor-facts card">
        <div>
          <p className="label">May answer for</p>
          <p className="figure">
            {percent(rate)} <span className="figure-unit">of eligible ids</span>
          </p>
          <p className="small">
            set by <SetBy by={setBy} />
          </p>
          <p className="small">
            The LLM’s real share:{' '}
            <strong className="num">{ratio(answers.by_llm, answers.total)}</strong> of{' '}
            {plural(answers.total, 'decision')} in 24 h
          </p>
        </div>
        <div className="fact-wide">
          <p className="label">Stage</p>
          <StageSteps corridor={summary} />
        </div>
        <div>
          <p className="label">Here now</p>
          <p className="small">
            {limits === null
              ? '–'
              : `${plural(limits.under_way, 'candidate')} under way · ${circuits[limits.circuit]}`}
          </p>
          <p className="small">
            deadline {deadlineMs}
            {'\u202f'}ms
            <SaidBy by={summary.deadline_set_by} />
          </p>
          <p className="small">
            {summary.mode} mode
            <SaidBy by={summary.mode_set_by} />
          </p>
          {summary.asked_per_decision.length > 0 && (
            <p className="small">asked per decision: {summary.asked_per_decision.join(', ')}</p>
          )}
          <p className="small">
            epoch <span className="mono">{summary.epoch ?? '–'}</span>
          </p>
        </div>
        <div>
          <p className="label">Last change</p>
          {summary.changed_at === null || summary.why === null ? (
            <p className="small">Nobody has changed anything yet.</p>
          ) : (
            <>
              <p className="small">
                “<ForeignText text={whyInWords(summary) ?? ''} />”
              </p>
              <p className="small">
                <ByWhom by={summary.changed_by} />, <Ago at={summary.changed_at} /> (
                <TimeStamp at={summary.changed_at} />)
              </p>
            </>
          )}
        </div>
      </div>
    </header>
  )
}

/** Who says so, where it is not the usual. */
function SaidBy({ by }: { readonly by: string }): ReactElement | null {
  if (by === 'default') return null
  return (
    <>
      {' '}
      by <SetBy by={by} />
    </>
  )
}

function Steering({ summary }: { readonly summary: CorridorSummary }): ReactElement {
  const { open, mayChange } = useSteer()
  return (
    <div className="steering" role="group" aria-label="Change this corridor">
      {offered(summary).map((action) => (
        <button
          key={action}
          type="button"
          className={actions[action].dangerous ? 'button button-danger-quiet' : 'button'}
          disabled={!mayChange}
          title={mayChange ? actions[action].does : 'Needs the operator token'}
          onClick={() => open({ action, intent: summary.intent })}
        >
          {actions[action].title}…
        </button>
      ))}
    </div>
  )
}
