/** A stretch of time, in seconds since 1970. */
export type Zoom = { readonly from: number; readonly to: number }

/** A moment worth a line across the chart. */
export type Mark = {
  /** Seconds since 1970. */
  readonly at: number
  /** In a word. */
  readonly name: string
  readonly closes: boolean
}

/** What all charts of a corridor share: its marks, the stretch that is looked at, and the way to its decisions. */
export type ChartLook = {
  readonly marks: readonly Mark[]
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => void
  /** Leads to the decisions of a step; of a metric that compares, to those it counts. */
  readonly onOpen: (index: number, metric: string | null) => void
}
