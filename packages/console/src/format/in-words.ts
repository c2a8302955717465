import { metricInSentence, metricNames } from '@partial-trust/core'
import { dateTime } from './time.js'

/** A metric as a verdict names it, and its counts where they follow: whole, of how many, in what windows. */
const metrics = new RegExp(
  String.raw`\b(${metricNames.join('|')}|latency_p\d+(?:\.\d+)?)\b(?: (\d+(?:[ ,]\d{3})* of \d+(?:[ ,]\d{3})*)(?: (decisions), (in [^,]+),)?)?`,
  'gu',
)

/** Shares as verdicts state them; what is evidence, a limit or has a unit of its own is none. */
const shares =
  /(?<!evidence |= |\/|\d)\b0\.\d+(?:e-\d+)?\b(?! ?(?:ms|s|min|h|d|days?|hours?|minutes?|seconds?|times)\b)/gu

/** Between groups of digits, as the terminal has them. */
const groups = /(?<=\b\d{1,3}(?: \d{3})*) (?=\d{3}\b)/gu

const moments = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu

/** The numbers of a sentence as the page writes them, `4,495`: the terminal's have a space. */
export function grouped(sentence: string): string {
  return sentence.replaceAll(groups, ',')
}

/** A gate's sentence for people: metrics as one says them, shares in percent, numbers as the page writes them, moments in the viewer's zone. */
export function inWords(sentence: string): string {
  return sentence
    .replaceAll(metrics, (_all, name: string, counts?: string, of = '', windows = '') => {
      const spoken = metricInSentence(name)
      if (counts === undefined) return spoken
      return `${spoken} (${[counts, of, windows].filter(Boolean).join(' ')})`
    })
    .replace(/^the /u, 'The ')
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
  return why !== null && byItself ? closedInWords(why) : why
}

/** The reason of a change as the trail has it: what closed a stage by itself in words for people, a person's as it is. */
export function reasonInWords(action: string, reason: string): string {
  return action === 'close' ? closedInWords(reason) : reason
}

/** What a gate or a sentinel wrote, without the word that stands beside it already. */
function closedInWords(why: string): string {
  return inWords(why.replace(/^NO_GO: /u, '')).replace(/^the /u, 'The ')
}

/** As many digits as the sentence gave: three. */
function inPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}\u202f%`
}
