import { metricNames, metricTitle } from '@partial-trust/core'

const names = new RegExp(`\\b(?:${[...metricNames, 'latency_p95'].join('|')})\\b`, 'gu')

/** Shares as verdicts state them; what is evidence, a limit or has a unit of its own is none. */
const shares =
  /(?<!evidence |= |\/|\d)\b0\.\d+(?:e-\d+)?\b(?! ?(?:ms|s|min|h|d|days?|hours?|minutes?|seconds?|times)\b)/gu

/** A gate's sentence for people: metrics by their titles, shares in percent. */
export function inWords(sentence: string): string {
  return sentence
    .replaceAll(names, (name, at: number) => {
      const title = metricTitle(name)
      return at === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1)
    })
    .replaceAll(shares, (share) => inPercent(Number(share)))
}

/** As many digits as the sentence gave: three. */
function inPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}\u202f%`
}
