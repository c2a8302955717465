import type { ReactElement } from 'react'
import type { CorridorSummary } from '../api/views.js'
import { percent } from '../format/numbers.js'
import { closedWord } from './closed-word.js'

type Props = {
  readonly corridor: Pick<CorridorSummary, 'stages' | 'stage' | 'stage_closed' | 'killed'>
}

/** The plan's stages in order, the one in force marked. */
export function StageSteps({ corridor }: Props): ReactElement {
  const { stages, stage, stage_closed: closed, killed } = corridor
  const position = stages.findIndex(({ name }) => name === stage)
  if (stage === null) {
    return (
      <p className="small stage-none">
        No rollout.
        {stages.length > 0 && ` Plan: ${stages.map(({ name }) => name).join(' → ')}.`}
      </p>
    )
  }
  return (
    <ol className="steps" aria-label="Stages">
      {stages.map(({ name, rate }, index) => {
        const state = index === position ? 'now' : index < position ? 'past' : 'next'
        const shut = state === 'now' && (closed !== null || killed)
        return (
          <li
            key={name}
            className={`step step-${state}${shut ? ' step-shut' : ''}`}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className="step-bar" aria-hidden="true" />
            <span className="step-name">
              <bdi>{name}</bdi>
            </span>
            <span className="step-rate num">
              {percent(rate)}
              {shut && ` · ${closed === null ? 'killed' : closedWord(closed)}`}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
