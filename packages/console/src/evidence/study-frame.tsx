import type { ReactElement, ReactNode } from 'react'
import { CopyButton } from '../ui/copy-button.js'
import { Failure, Waiting } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'

type Props = {
  readonly study: {
    readonly found: { readonly at: string; readonly command: string } | undefined
    readonly error: Error | null
    readonly underWay: boolean
  }
  readonly children: ReactNode
}

/** What surrounds every study: that it is worked out, why it cannot be, and the command that says the same. */
export function StudyFrame({ study, children }: Props): ReactElement {
  const { found, error, underWay } = study
  return (
    <div aria-busy={underWay}>
      <p className="small" role="status">
        {underWay ? 'Working it out, in a process of its own…' : ''}
      </p>
      {error !== null && !underWay && <Failure error={error} />}
      {found === undefined && underWay && <Waiting rows={4} />}
      {found !== undefined && error === null && (
        <>
          {children}
          <p className="small study-source">
            As of <TimeStamp at={found.at} />, as this says:
          </p>
          <div className="command">
            <pre tabIndex={0}>{found.command}</pre>
            <CopyButton text={found.command} />
          </div>
        </>
      )}
    </div>
  )
}
