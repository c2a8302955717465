import type { ReactElement } from 'react'
import { ByWhom } from '../ui/by-whom.js'
import { ForeignText } from '../ui/foreign-text.js'
import { Ago, TimeStamp } from '../ui/time-stamp.js'
import type { Sentence } from './sentence.js'

/** The sentence as it stands on the page: what it may do, what closed it or what it waits for, since when. */
export function StandingLine({ sentence }: { readonly sentence: Sentence }): ReactElement {
  const { now, because, since, by } = sentence
  return (
    <p className="standing-line">
      <strong>
        <bdi>{now}</bdi>
      </strong>
      {since !== null && (
        <>
          {' '}
          Since <TimeStamp at={since} />, <Ago at={since} />
          {by !== null && (
            <>
              , by <ByWhom by={by} />
            </>
          )}
          .
        </>
      )}
      {because !== null && (
        <>
          {' '}
          <span className="standing-because">
            <ForeignText text={because} />
          </span>
        </>
      )}
    </p>
  )
}
