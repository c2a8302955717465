import { useState } from 'react'
import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import type { CorridorSummary } from '../api/views.js'
import { whyInWords } from '../format/in-words.js'
import { CopyButton } from '../ui/copy-button.js'
import { ForeignText } from '../ui/foreign-text.js'

type Props = {
  /** Null: all corridors. */
  readonly intent: string | null
  /** The corridor as it was before. */
  readonly seen: CorridorSummary | undefined
  readonly onClose: () => void
}

/** The request was cut off or the store did not answer: nobody here knows whether it took place. */
export function Unknown({ intent, seen, onClose }: Props): ReactElement {
  const overview = useOverview()
  const [looked, setLooked] = useState(false)
  const current = overview.data?.corridors.find((corridor) => corridor.intent === intent)
  const command = `partial-trust audit${intent === null ? '' : ` ${intent}`}`
  return (
    <>
      <div className="notice notice-warn" role="alert">
        <p>
          <strong>It is not known whether the change took place.</strong> The request was cut off on
          its way: it may have been stored, or be stored yet when a stopped service goes on.
        </p>
      </div>
      <p>
        Find out with <code>{command}</code> <CopyButton text={command} /> on a machine that reaches
        the store, or look here:
      </p>
      {looked && <p role="status">{whatIsKnown(overview.isError, seen, current)}</p>}
      {looked && current !== undefined && current.why !== null && !overview.isError && (
        <p className="small">
          Last change: “<ForeignText text={whyInWords(current) ?? ''} />” by{' '}
          <bdi>{current.changed_by}</bdi>
        </p>
      )}
      <footer className="dialog-foot">
        <button
          type="button"
          className="button"
          data-first
          onClick={() => void overview.refetch().then(() => setLooked(true))}
        >
          Look now
        </button>
        <button type="button" className="button button-primary" onClick={onClose}>
          Close
        </button>
      </footer>
    </>
  )
}

function whatIsKnown(
  silent: boolean,
  before: CorridorSummary | undefined,
  now: CorridorSummary | undefined,
): string {
  if (silent) return 'The service still does not answer.'
  if (before === undefined || now === undefined) return 'Look at each corridor’s last change.'
  return now.version === before.version
    ? `Not stored so far: the corridor is as it was before, at version ${now.version}.`
    : `The corridor has changed since: from version ${before.version} to ${now.version}.`
}
