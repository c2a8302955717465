import type { ReactElement } from 'react'
import type { CorridorSummary, RecordsView } from '../api/views.js'
import { BundleButton } from '../evidence/bundle-button.js'
import { exportRecords } from './export-records.js'

type Props = {
  readonly records: RecordsView['records']
  readonly corridors: readonly CorridorSummary[]
}

/** Takes what is shown along: as a table, as JSON, or as the stage's evidence that others can check. */
export function ExportButtons({ records, corridors }: Props): ReactElement {
  const judged = corridors.filter(({ stage }) => stage !== null)
  return (
    <div className="steering">
      {(['csv', 'json'] as const).map((format) => (
        <button
          key={format}
          type="button"
          className="button"
          disabled={records.length === 0}
          onClick={() => exportRecords(records, format)}
        >
          Export {format.toUpperCase()}
        </button>
      ))}
      {judged.length > 0 && (
        <details className="menu">
          <summary className="button">Evidence bundle…</summary>
          <div className="menu-body">
            <p className="small">
              A stage’s verdict with the counts it follows from, in one file that anybody can check
              with <code>partial-trust evidence-bundle --check FILE</code>.
            </p>
            {judged.map((corridor) => (
              <p key={corridor.intent}>
                <bdi>{corridor.intent}</bdi>, {corridor.stage}: <BundleButton corridor={corridor} />
              </p>
            ))}
          </div>
        </details>
      )}
    </div>
  )
}
