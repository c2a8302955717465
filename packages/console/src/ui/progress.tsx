import type { ReactElement } from 'react'

type Props = {
  readonly label: string
  /** 0 to 1; anything beyond counts as full. */
  readonly share: number
  readonly text: string
  readonly tone?: 'plain' | 'go' | 'no-go'
}

/** A labelled bar whose text says the same as its length. */
export function Progress({ label, share, text, tone = 'plain' }: Props): ReactElement {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100)
  return (
    <div className="progress">
      <p className="progress-text">
        <span>{label}</span> <span className="small">{text}</span>
      </p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuetext={text}
      >
        <div className={`progress-fill progress-${tone}`} style={{ width: `${percent}%` }} />
      </div>
    </div>
  )
}
