import type { Finding } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { grouped } from '../format/in-words.js'
import { Empty } from '../ui/notices.js'

const marks = { error: '✕ error', warning: '▲ warning', note: 'i note' } as const

export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  if (findings.length === 0) {
    return (
      <Empty title="Nothing to find fault with">
        Every gate can fire, pass, and means what it says.
      </Empty>
    )
  }
  return (
    <ul className="findings">
      {findings.map(({ id, rule, severity, stage, path, problem, arithmetic, suggestion }) => (
        <li key={`${id} ${path.join('.')} ${problem}`} className={`finding finding-${severity}`}>
          <p>
            <span className="finding-mark">{marks[severity]}</span>{' '}
            <strong>
              {id} {rule}
            </strong>
            {stage !== null && (
              <span className="small">
                {' '}
                in stage <bdi>{stage}</bdi>
              </span>
            )}
          </p>
          <p>{problem}</p>
          <p className="small mono">{grouped(arithmetic)}</p>
          <p className="small">
            <strong>What to do:</strong> {suggestion}
          </p>
        </li>
      ))}
    </ul>
  )
}
