/** The last observation of a bucket, as OpenMetrics lets it stand beside the bucket's count. */
export type Exemplar = {
  readonly labelSet: { readonly trace_id: string }
  readonly value: number
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** One line of a histogram: a bucket, the sum or the count. */
export type HistogramSample = {
  readonly suffix: '_bucket' | '_sum' | '_count'
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly exemplar?: Exemplar
}

/** Upper edges of the buckets in seconds; the last bucket has none. */
export const durationEdgesSeconds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const

/** Durations of one corridor's candidates. */
export class DurationHistogram {
  readonly #counts = new Float64Array(durationEdgesSeconds.length + 1)
  readonly #exemplars: (Exemplar | undefined)[] = []
  #sum = 0

  /** @param traceId Stands beside the bucket; null: nothing does. At most 100 characters. */
  observe(seconds: number, traceId: string | null, atSeconds: number): void {
    const found = durationEdgesSeconds.findIndex((edge) => seconds <= edge)
    const bucket = found === -1 ? durationEdgesSeconds.length : found
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += seconds
    if (traceId === null) return
    this.#exemplars[bucket] = {
      labelSet: { trace_id: traceId },
      value: seconds,
      timestamp: atSeconds,
    }
  }

  *samples(labels: Readonly<Record<string, string>>): Iterable<HistogramSample> {
    let below = 0
    for (const [bucket, count] of this.#counts.entries()) {
      below += count
      const edge = durationEdgesSeconds[bucket]
      const exemplar = this.#exemplars[bucket]
      yield {
        suffix: '_bucket',
        labels: { ...labels, le: edge === undefined ? '+Inf' : String(edge) },
        value: below,
        ...(exemplar === undefined ? {} : { exemplar }),
      }
    }
    yield { suffix: '_sum', labels, value: this.#sum }
    yield { suffix: '_count', labels, value: below }
  }
}
