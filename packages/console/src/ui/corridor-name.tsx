import { Fragment } from 'react'
import type { ReactElement } from 'react'

/** Shorter names stand on one line everywhere; what has more words than the second is no name. */
const [longFrom, wordsAtMost] = [24, 24]

/** A corridor's name as it was registered; a long one breaks between its words. */
export function CorridorName({ intent }: { readonly intent: string }): ReactElement {
  const words = intent.length < longFrom ? [intent] : intent.split(/(?<=[_.-])/u)
  if (words.length === 1 || words.length > wordsAtMost) return <bdi>{intent}</bdi>
  return (
    <bdi>
      {words.map((word, nth) => (
        // oxlint-disable-next-line react/no-array-index-key -- words of a name stay where they are
        <Fragment key={nth}>
          {nth > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </bdi>
  )
}
