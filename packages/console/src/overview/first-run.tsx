import type { ReactElement, ReactNode } from 'react'
import type { OverviewView } from '../api/views.js'
import { percent } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { CopyButton } from '../ui/copy-button.js'

type Step = {
  readonly name: string
  readonly done: boolean
  readonly todo: ReactNode
}

/** What is missing until the first candidate is asked for, in the order in which it is to be done. */
export function FirstRun({ view }: { readonly view: OverviewView }): ReactElement | null {
  const { corridors } = view
  if (corridors.some(({ day }) => day.attempts > 0)) return null
  const steps = stepsOf(view)
  const next = steps.findIndex(({ done }) => !done)
  if (next === -1) return null
  return (
    <Card
      title="Until the model is asked for the first time"
      note={`${next} of ${steps.length} done, in this order. Until then every command gets its baseline.`}
    >
      <ol className="first-run">
        {steps.map(({ name, done, todo }, index) => (
          <li key={name} aria-current={index === next ? 'step' : undefined}>
            <span className={done ? 'key-go' : 'small'} aria-hidden="true">
              {done ? '✓' : '○'}
            </span>
            <div>
              <p>
                {index === next ? <strong>{name}</strong> : name}
                <span className="hidden-visually">{done ? ': done' : ': missing'}</span>
              </p>
              {index === next && <div className="small">{todo}</div>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function stepsOf({ environment, corridors, store }: OverviewView): readonly Step[] {
  const [first] = corridors
  return [
    {
      name: 'A corridor is registered',
      done: corridors.length > 0,
      todo: (
        <>
          Register one in <code>partial-trust.config.ts</code> and restart.
        </>
      ),
    },
    {
      name: 'Every variable reads',
      done: environment.problems.length === 0,
      todo: 'Correct what is named above, and restart.',
    },
    {
      name: 'The master switch is on',
      done: environment.enabled,
      todo: <Command text="PARTIAL_TRUST_ENABLED=true partial-trust serve" />,
    },
    {
      name: 'Candidates may be asked for',
      done: environment.policy_enabled,
      todo: (
        <Command text="PARTIAL_TRUST_ENABLED=true LLM_POLICY_ENABLED=true partial-trust serve" />
      ),
    },
    {
      name: 'The control store answers',
      done: store.reachable,
      todo: (
        <>
          Nothing opens without it: see <code>PARTIAL_TRUST_STATE</code>.
        </>
      ),
    },
    {
      name: 'A rollout was started',
      done: corridors.some(({ stage }) => stage !== null),
      todo: (
        <Command
          text={`partial-trust rollout start ${first?.intent ?? 'INTENT'} --reason "first rollout"`}
        />
      ),
    },
    {
      name: 'The first command came, and the sample took it',
      done: false,
      todo: (
        <>
          Send commands to <code>POST /v1/decide</code>, or from your application; the first stage
          takes {first?.stages[0] === undefined ? 'some' : percent(first.stages[0].rate)} of the
          ids.
        </>
      ),
    },
  ]
}

function Command({ text }: { readonly text: string }): ReactElement {
  return (
    <div className="command">
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </div>
  )
}
