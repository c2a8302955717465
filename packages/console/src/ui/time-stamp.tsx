import type { ReactElement } from 'react'
import { age, dateTime, utc } from '../format/time.js'
import { useOfNow } from './use-now.js'

/** A moment in the viewer's zone; UTC on hover. */
export function TimeStamp({ at }: { readonly at: string }): ReactElement {
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={utc(ms)}>
      {dateTime(ms)}
    </time>
  )
}

/** How long ago a moment was; the moment itself, in UTC, on hover. */
export function Ago({ at }: { readonly at: string }): ReactElement {
  const ms = Date.parse(at)
  const long = useOfNow(1000, (nowMs) => age(Math.max(0, nowMs - ms)))
  return (
    <time dateTime={at} title={utc(ms)}>
      {long} ago
    </time>
  )
}
