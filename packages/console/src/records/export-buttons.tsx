import type { ReactElement } from 'react'
import type { CorridorSummary, RecordsView } from '../api/views.js'
import { CopyButton } from '../ui/copy-button.js'
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
              A stage’s verdict with the counts it follows from, in one file that anybody can check.
              It is written where the command runs:
            </p>
            {judged.map(({ intent, stage }) => {
              const command = `partial-trust evidence-bundle --corridor ${intent} --stage ${stage} -o ${intent}.${stage}.bundle.json`
              return (
                <div key={intent} className="command">
                  <pre tabIndex={0}>{command}</pre>
                  <CopyButton text={command} />
                </div>
              )
            })}
          </div>
        </details>
      )}
    </div>
  )
}
