import { useMutation } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { askText } from '../api/client.js'
import type { CorridorSummary } from '../api/views.js'
import { saveText } from '../records/export-records.js'
import { Failure } from '../ui/notices.js'
import { studyPatienceMs } from './use-study.js'

/** Saves the stage's verdict with all it takes to derive it again, byte for byte as the command writes it. */
export function BundleButton({
  corridor: { intent, stage },
}: {
  readonly corridor: Pick<CorridorSummary, 'intent' | 'stage'>
}): ReactElement | null {
  const bundle = useMutation({
    mutationFn: () =>
      askText('GET /v1/corridors/{intent}/evidence-bundle', { path: { intent } }, studyPatienceMs),
    onSuccess: (text) => saveText(text, 'application/json', `${intent}.${stage}.bundle.json`),
  })
  if (stage === null) return null
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={bundle.isPending}
        title="The stage’s verdict with the counts it follows from; anybody can check it"
        onClick={() => {
          if (!bundle.isPending) bundle.mutate()
        }}
      >
        {bundle.isPending ? 'Making the bundle…' : 'Evidence bundle'}
      </button>
      <span className="hidden-visually" role="status">
        {bundle.isSuccess ? 'The bundle is saved.' : ''}
      </span>
      {bundle.error !== null && <Failure error={bundle.error} />}
    </>
  )
}
