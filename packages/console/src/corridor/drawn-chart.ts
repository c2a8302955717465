import uPlot from 'uplot'
import { timeRange } from './chart-axes.js'
import { drawMarks } from './chart-marks.js'
import { inkIn, onThemeChange } from './chart-ink.js'
import type { Ink } from './chart-ink.js'
import type { Mark, Zoom } from './chart-look.js'
import { leaveTurns, takeTurn } from './chart-turns.js'

/** What a chart shows, as it is wanted last. */
export type Wanted = {
  readonly data: uPlot.AlignedData
  /** @param top The value axis' end, as it is wanted when asked. */
  readonly options: (ink: Ink, top: () => number) => Omit<uPlot.Options, 'width' | 'height'>
  /** What makes the options themselves differ, e.g. the number of gate lines. */
  readonly shape: string
  readonly height: number
  /** The value axis' end; of no account to options that find their own. */
  readonly top: number
  /** What happened to the corridor meanwhile. */
  readonly marks: readonly Mark[]
  /** The stretch that is looked at; null: everything. */
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => void
  readonly onPoint: (index: number | null) => void
}

/** A chart on the page. */
export type DrawnChart = {
  /** Something of what is wanted is new. */
  refresh(): void
  /** Puts the cursor on a point. */
  pointAt(index: number): void
  /** Whether the last press of the mouse has chosen a stretch. */
  wasDragged(): boolean
  stop(): void
}

/** Drawn first where it may come into sight soon, so that nobody sees it come. */
const nearbyPx = 300
const leastDragPx = 8

/**
 * A uPlot chart as wide as its place, drawn in its turn, sooner where it is near what is seen. New data are set; it is
 * made anew where its shape or the page's theme is another.
 */
export function drawChart(place: HTMLElement, wanted: () => Wanted): DrawnChart {
  let plot: uPlot | null = null
  let drawn: Wanted | null = null
  let near = false

  function make(): uPlot {
    const now = wanted()
    const ink = inkIn(place)
    const hooks: uPlot.Hooks.Arrays = {
      draw: [(self) => drawMarks(self, wanted().marks, ink)],
      setCursor: [({ cursor: { idx } }) => wanted().onPoint(idx ?? null)],
      setSelect: [(self) => select(self, wanted().onZoom)],
    }
    const options = now.options(ink, () => wanted().top)
    const width = Math.max(200, place.clientWidth)
    return new uPlot({ ...options, hooks, width, height: now.height }, now.data, place)
  }

  function draw(): void {
    const now = wanted()
    const before = drawn
    drawn = now
    if (plot === null || before?.shape !== now.shape || before.height !== now.height) {
      plot?.destroy()
      plot = make()
      show(plot, now.zoom)
      return
    }
    const same = plot
    same.batch(() => {
      if (before.data !== now.data) same.setData(now.data)
      if (before.data !== now.data || before.zoom !== now.zoom) show(same, now.zoom)
      // Not with its scales: drawn anew before the first data are in place, these would be none for good.
      else if (before.marks !== now.marks) same.redraw(false)
    })
  }

  const refresh = (): void => takeTurn(place, near, draw)
  const sight = new IntersectionObserver(
    (entries) => {
      near = entries.at(-1)?.isIntersecting === true
      refresh()
    },
    { rootMargin: `${nearbyPx}px` },
  )
  sight.observe(place)
  const resized = new ResizeObserver(() => {
    const { clientWidth: width } = place
    if (plot !== null && width > 0 && width !== plot.width)
      plot.setSize({ width, height: plot.height })
  })
  resized.observe(place)
  const stopThemes = onThemeChange(() => {
    plot?.destroy()
    plot = null
    refresh()
  })

  return {
    refresh,
    pointAt(index) {
      const left = plot?.valToPos(wanted().data[0][index] ?? 0, 'x') ?? -1
      plot?.setCursor({ left, top: 10 }, false)
    },
    wasDragged() {
      const { left, width } = plot?.select ?? { left: 0, width: 0 }
      return width >= leastDragPx && left > 0
    },
    stop() {
      leaveTurns(place)
      sight.disconnect()
      resized.disconnect()
      stopThemes()
      plot?.destroy()
      plot = null
    },
  }
}

/** The stretch a drag has chosen; a click chooses none. */
function select(plot: uPlot, onZoom: (zoom: Zoom) => void): void {
  const { left, width } = plot.select
  if (width < leastDragPx) return
  onZoom({ from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') })
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

function show(plot: uPlot, zoom: Zoom | null): void {
  const [first, last] = [plot.data[0][0], plot.data[0].at(-1)]
  if (first === undefined || last === undefined) return
  const [min, max] = timeRange(plot, zoom?.from ?? first, zoom?.to ?? last)
  if (min !== null && max !== null) plot.setScale('x', { min, max })
}
