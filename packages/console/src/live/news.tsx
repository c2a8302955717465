import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useOverview } from '../api/queries.js'
import type { CorridorSummary } from '../api/views.js'
import { whyInWords } from '../format/in-words.js'
import { sentenceOf } from '../overview/sentence.js'
import { ByWhom } from '../ui/by-whom.js'
import { focusOn } from '../ui/focus-on.js'
import { ForeignText } from '../ui/foreign-text.js'

type Versions = ReadonlyMap<string, number>

/**
 * Tells of the latest change of any corridor, whoever made it, once: to eyes in a line that stays until it
 * is put away, and to screen readers as it comes.
 */
export function News(): ReactElement {
  const corridors = useOverview().data?.corridors
  const known = useRef<Versions | null>(null)
  const [intent, setIntent] = useState<string | null>(null)
  useEffect(() => {
    if (corridors === undefined) return
    const changed = changedSince(known.current, corridors)
    known.current = new Map(corridors.map((corridor) => [corridor.intent, corridor.version]))
    if (changed !== undefined) setIntent(changed.intent)
  }, [corridors])
  const putAway = (): void => {
    setIntent(null)
    focusOn('#main')
  }
  const corridor = corridors?.find((one) => one.intent === intent)
  return (
    <div className={corridor === undefined ? 'hidden-visually' : 'news'} role="status">
      {corridor !== undefined && (
        <>
          <span>
            <Link href={`/corridors/${encodeURIComponent(corridor.intent)}`}>
              <bdi>{corridor.intent}</bdi>
            </Link>{' '}
            changed by <ByWhom by={corridor.changed_by} />: {sentenceOf(corridor).now}{' '}
            {corridor.why !== null && (
              <span className="small">
                “<ForeignText text={whyInWords(corridor) ?? ''} />”
              </span>
            )}
          </span>
          <button type="button" className="icon-button" onClick={putAway}>
            <span aria-hidden="true">✕</span>
            <span className="hidden-visually">Put this news away</span>
          </button>
        </>
      )}
    </div>
  )
}

/** The corridor that changed last since its version was known; none at the first look. */
function changedSince(
  known: Versions | null,
  corridors: readonly CorridorSummary[],
): CorridorSummary | undefined {
  if (known === null) return undefined
  return corridors
    .filter(({ intent, version }) => version > (known.get(intent) ?? version))
    .toSorted((a, b) => ((a.changed_at ?? '') < (b.changed_at ?? '') ? 1 : -1))[0]
}
