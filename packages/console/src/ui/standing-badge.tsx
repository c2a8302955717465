import type { ReactElement } from 'react'
import type { Standing, VerdictSummary } from '../api/views.js'

const standings: Record<Standing, { readonly shape: string; readonly word: string }> = {
  open: { shape: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z', word: 'Open' },
  shadow: {
    shape: 'M8 2a6 6 0 0 0 0 12V2Zm0 0v1.6a4.4 4.4 0 0 1 0 8.8V14A6 6 0 0 0 8 2Z',
    word: 'Shadow',
  },
  closed: { shape: 'M2.5 6.2h11v3.6h-11z', word: 'Closed' },
  killed: {
    shape:
      'm4.2 2.6 3.8 3.8 3.8-3.8 1.6 1.6L9.6 8l3.8 3.8-1.6 1.6L8 9.6l-3.8 3.8-1.6-1.6L6.4 8 2.6 4.2Z',
    word: 'Killed',
  },
  off: {
    shape: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Z',
    word: 'Off',
  },
}

/** A corridor's standing: colour, shape and word say the same. */
export function StandingBadge({ standing }: { readonly standing: Standing }): ReactElement {
  const { shape, word } = standings[standing]
  return (
    <span className={`badge badge-${standing}`}>
      <Shape path={shape} />
      {word}
    </span>
  )
}

const verdicts: Record<
  VerdictSummary['verdict'],
  { readonly shape: string; readonly word: string; readonly tone: string }
> = {
  GO: { shape: 'M8 2.5 14 13H2Z', word: 'GO', tone: 'go' },
  NO_GO: { shape: 'M5.2 2h5.6L14 5.2v5.6L10.8 14H5.2L2 10.8V5.2Z', word: 'NO_GO', tone: 'no-go' },
  INSUFFICIENT: {
    shape: 'M3 2h10v1.6L9.4 8l3.6 4.4V14H3v-1.6L6.6 8 3 3.6Z',
    word: 'INSUFFICIENT',
    tone: 'wait',
  },
}

export function VerdictBadge({
  verdict,
}: {
  readonly verdict: VerdictSummary['verdict'] | null
}): ReactElement {
  if (verdict === null) return <span className="badge badge-none">No verdict</span>
  const { shape, word, tone } = verdicts[verdict]
  return (
    <span className={`badge badge-${tone}`}>
      <Shape path={shape} />
      {word}
    </span>
  )
}

function Shape({ path }: { readonly path: string }): ReactElement {
  return (
    <svg className="badge-shape" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} fill="currentColor" fillRule="evenodd" />
    </svg>
  )
}
