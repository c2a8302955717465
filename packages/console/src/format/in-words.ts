import { metricNames, metricTitle } from '@partial-trust/core'
import { dateTime } from './time.js'

const names = new RegExp(`\\b(?:${[...metricNames, 'latency_p95'].join('|')})\\b`, 'gu')

/** Shares as verdicts state them; what is evidence, a limit or has a unit of its own is none. */
const shares =
  /(?<!evidence |= |\/|\d)\b0\.\d+(?:e-\d+)?\b(?! ?(?:ms|s|min|h|d|days?|hours?|minutes?|seconds?|times)\b)/gu

/** Between groups of digits, as the terminal has them. */
const groups = /(?<=\b\d{1,3}(?: \d{3})*) (?=\d{3}\b)/gu

const moments = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu

/** A gate's sentence for people: metrics by their titles, shares in percent, numbers as the page writes them, moments in the viewer's zone. */
export function inWords(sentence: string): string {
  return sentence
    .replaceAll(names, (name, at: number) => {
      const title = metricTitle(name)
      return at === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1)
    })
    .replaceAll(shares, (share) => inPercent(Number(share)))
    .replaceAll(groups, ',')
    .replaceAll(moments, (moment) => dateTime(Date.parse(moment)))
}

/** Why a corridor stands as it does: what a gate or sentinel wrote in words for people, what a person wrote as it is. */
export function whyInWords({
  why,
  stage_closed: closed,
  killed,
}: {
  readonly why: string | null
  readonly stage_closed: string | null
  readonly killed: boolean
}): string | null {
  const byItself = !killed && (closed === 'no_go' || closed === 'sentinel')
  return why !== null && byItself ? inWords(why) : why
}

/** As many digits as the sentence gave: three. */
function inPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}\u202f%`
}
