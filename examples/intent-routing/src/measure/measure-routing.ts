import type { LabelledLine } from '../classifier/labelled-lines.js'
import { keywordRoute } from '../keyword-router.js'
import { type Route, type RouteProposal, routes } from '../utterance.js'

export type Count = { readonly right: number; readonly of: number }

/** Lines whose proposals state a probability from `from` up to the next bucket. */
export type Bucket = Count & {
  readonly from: number
  /** Mean probability stated; what share of the lines should be right if it is honest. */
  readonly stated: number
  /** How many of the same lines the keywords route right. */
  readonly keywordsRight: number
}

export type PerRoute = {
  readonly route: Route
  readonly of: number
  /** Lines of this route that were found, and lines of others that were taken for it. */
  readonly keywords: { readonly found: number; readonly wrongly: number }
  readonly classifier: { readonly found: number; readonly wrongly: number }
}

export type RoutingMeasure = {
  readonly keywords: Count
  readonly classifier: Count
  /** What callers would get with every line in the sample: the classifier where it is sure enough, else the keywords. */
  readonly corridor: Count
  readonly accepted: number
  /** Lines on which the two say different things, and who is right there. */
  readonly disagreements: {
    readonly all: number
    readonly classifierRight: number
    readonly keywordsRight: number
  }
  readonly buckets: readonly Bucket[]
  readonly perRoute: readonly PerRoute[]
}

const bucketStarts = [0.99, 0.95, 0.9, 0.8, 0.6, 0] as const

/** Measures keywords and classifier on the same labelled lines. */
export function measureRouting(
  lines: readonly LabelledLine[],
  classify: (text: string) => RouteProposal,
  leastProbability: number,
): RoutingMeasure {
  const read = lines.map(({ text, intent }) => {
    const { intent: proposed, confidence } = classify(text)
    const keywords = keywordRoute(text)
    const given = confidence >= leastProbability ? proposed : keywords
    return { intent, proposed, confidence, keywords, given }
  })
  const of = read.length
  const right = (some: typeof read, how: 'keywords' | 'proposed' | 'given'): number =>
    some.filter((line) => line[how] === line.intent).length
  const differing = read.filter(({ keywords, proposed }) => keywords !== proposed)
  return {
    keywords: { right: right(read, 'keywords'), of },
    classifier: { right: right(read, 'proposed'), of },
    corridor: { right: right(read, 'given'), of },
    accepted: read.filter(({ confidence }) => confidence >= leastProbability).length,
    disagreements: {
      all: differing.length,
      classifierRight: right(differing, 'proposed'),
      keywordsRight: right(differing, 'keywords'),
    },
    buckets: bucketStarts.map((from, at) => {
      const below = bucketStarts[at - 1] ?? Infinity
      const some = read.filter(({ confidence }) => confidence >= from && confidence < below)
      const stated = some.reduce((sum, { confidence }) => sum + confidence, 0) / some.length
      return {
        from,
        of: some.length,
        right: right(some, 'proposed'),
        stated,
        keywordsRight: right(some, 'keywords'),
      }
    }),
    perRoute: routes.map((route) => {
      const found = (how: 'keywords' | 'proposed') => ({
        found: read.filter((line) => line.intent === route && line[how] === route).length,
        wrongly: read.filter((line) => line.intent !== route && line[how] === route).length,
      })
      return {
        route,
        of: read.filter(({ intent }) => intent === route).length,
        keywords: found('keywords'),
        classifier: found('proposed'),
      }
    }),
  }
}
