import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { tickLabel } from '../format/time.js'

type Props = {
  readonly data: uPlot.AlignedData
  /** Made again whenever the theme changes, with that theme's colours. */
  readonly options: (ink: Ink) => Omit<uPlot.Options, 'width' | 'height'>
  /** What makes the options themselves differ, e.g. the number of gate lines. */
  readonly shape: string
  readonly height: number
  readonly label: string
  /** What a point says, in words; read out on hover and by the arrow keys. */
  readonly readout: (index: number) => string
  /** What happened to the corridor meanwhile. */
  readonly marks: readonly Mark[]
  /** The stretch that is looked at; null: everything. */
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => void
  /** Leads to the decisions behind a point. */
  readonly onOpen: (index: number) => void
}

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

/** The page's colours, for a canvas that cannot read them itself. */
export type Ink = {
  readonly text: string
  readonly line: string
  readonly accent: string
  readonly band: string
  /** The band of what is older. */
  readonly shade: string
  readonly good: string
  readonly bad: string
  readonly quiet: string
  readonly font: string
}

/**
 * A uPlot chart as wide as its place. New data are set, not drawn anew. Its values are read with the
 * mouse, or with the arrow keys, Home and End once it has the focus.
 */
export function Chart(props: Props): ReactElement {
  const { data, options, shape, height, label, readout, marks, zoom, onZoom, onOpen } = props
  const [at, setAt] = useState<number | null>(null)
  const last = data[0].length - 1
  const shown = at === null ? null : Math.min(at, last)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef({ data, options, marks, zoom, onZoom, onOpen })
  latest.current = { data, options, marks, zoom, onZoom, onOpen }

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const draw = (): void => {
      plot.current?.destroy()
      const ink = readInk(element)
      const made = latest.current.options(ink)
      const hooks: uPlot.Hooks.Arrays = {
        draw: [(drawn) => drawMarks(drawn, latest.current.marks, ink)],
        setCursor: [({ cursor: { idx } }) => setAt(idx ?? null)],
        setSelect: [(drawn) => select(drawn, latest.current.onZoom)],
      }
      plot.current = new uPlot(
        { ...made, hooks, width: Math.max(200, element.clientWidth), height },
        latest.current.data,
        element,
      )
      show(plot.current, latest.current.zoom)
    }
    draw()
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.current?.setSize({ width: element.clientWidth, height })
    })
    resized.observe(element)
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      themed.disconnect()
      system.removeEventListener('change', draw)
      plot.current?.destroy()
      plot.current = null
    }
  }, [height, shape])

  useEffect(() => {
    plot.current?.setData(data)
    show(plot.current, latest.current.zoom)
  }, [data])
  useEffect(() => show(plot.current, zoom), [zoom])
  // Not with its scales: drawn anew before the first data are in place, these would be none for good.
  useEffect(() => plot.current?.redraw(false), [marks])

  function press(event: KeyboardEvent): void {
    const point = shown ?? last
    const zoomed = zoomOf(event.key, data[0], data[0][point] ?? 0, zoom)
    if (zoomed !== undefined) {
      event.preventDefault()
      onZoom(zoomed)
    } else if (event.key === 'Enter') onOpen(point)
    else move(event)
  }

  function move(event: KeyboardEvent): void {
    const next = nextPoint(event.key, shown ?? last, last)
    if (next === null) return
    event.preventDefault()
    setAt(next)
    const left = plot.current?.valToPos(data[0][next] ?? 0, 'x') ?? -1
    plot.current?.setCursor({ left, top: 10 }, false)
  }

  const said = shown === null ? '' : readout(shown)
  return (
    <>
      <div
        ref={place}
        className="chart"
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={shown ?? Math.max(0, last)}
        aria-valuetext={readout(shown ?? last)}
        onKeyDown={press}
        onClick={({ detail, target }) => {
          // A drag has chosen a stretch; a click alone asks for the decisions behind the point.
          const onPlot = target instanceof HTMLElement && target.matches('.u-over')
          if (detail === 1 && onPlot && shown !== null && !dragged(plot.current)) onOpen(shown)
        }}
      />
      <p className="chart-readout small num" aria-hidden="true">
        {said}
      </p>
    </>
  )
}

/** The stretch a drag has chosen; a click chooses none. */
function select(plot: uPlot, onZoom: (zoom: Zoom) => void): void {
  const { left, width } = plot.select
  if (width < leastDragPx) return
  onZoom({ from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') })
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

const leastDragPx = 8

function dragged(plot: uPlot | null): boolean {
  const { left, width } = plot?.select ?? { left: 0, width: 0 }
  return width >= leastDragPx && left > 0
}

function show(plot: uPlot | null, zoom: Zoom | null): void {
  if (plot === null) return
  const [first, last] = [plot.data[0][0], plot.data[0].at(-1)]
  if (first === undefined || last === undefined) return
  const [min, max] = timeRange(plot, zoom?.from ?? first, zoom?.to ?? last)
  if (min !== null && max !== null) plot.setScale('x', { min, max })
}

/** What a key makes of the stretch around a point; undefined: nothing. */
function zoomOf(
  key: string,
  times: ArrayLike<number>,
  at: number,
  zoom: Zoom | null,
): Zoom | null | undefined {
  if (key === '0') return null
  if (key !== '+' && key !== '=' && key !== '-') return undefined
  const [first, last] = [times[0] ?? 0, times[times.length - 1] ?? 0]
  const { from, to } = zoom ?? { from: first, to: last }
  const span = (to - from) * (key === '-' ? 2 : 0.5)
  if (span >= last - first) return null
  return { from: at - span / 2, to: at + span / 2 }
}

function nextPoint(key: string, from: number, last: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, from - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, from + 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/** A line where something happened, with its first letter: what it was stands in the readout and below. */
function drawMarks(plot: uPlot, marks: readonly Mark[], ink: Ink): void {
  const { ctx, bbox } = plot
  const { min, max } = plot.scales['x'] ?? {}
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const { at, name, closes } of marks) {
    if (min == null || max == null || at < min || at > max) continue
    const x = plot.valToPos(at, 'x', true)
    ctx.strokeStyle = closes ? ink.bad : ink.quiet
    ctx.fillStyle = ctx.strokeStyle
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.font = ink.font
    ctx.fillText(name.slice(0, 1).toUpperCase(), x + 3, bbox.top + 11 * devicePixelRatio)
  }
  ctx.restore()
}

function readInk(element: HTMLElement): Ink {
  // A canvas needs computed colours: light-dark() is settled by reading them off an element.
  const probe = document.createElement('span')
  element.append(probe)
  const color = (name: string): string => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const ink = {
    text: color('--text-2'),
    line: color('--line'),
    accent: color('--accent'),
    band: color('--band'),
    shade: color('--shade'),
    good: color('--good'),
    bad: color('--bad'),
    quiet: color('--line-strong'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  }
  probe.remove()
  return ink
}

/** Axes that both kinds of chart share: time below, values with units at the left. */
export function axes(ink: Ink, value: (tick: number) => string): uPlot.Axis[] {
  const common = {
    stroke: ink.text,
    font: ink.font,
    grid: { stroke: ink.line, width: 1 },
    ticks: { show: false },
  }
  return [
    { ...common, grid: { show: false }, space: 76, size: 28, values: timeLabels },
    { ...common, size: 52, space: 34, values: (_plot, ticks) => ticks.map(value) },
  ]
}

/** Ticks in the viewer's zone, on one line whatever the span. */
function timeLabels(
  _plot: uPlot,
  ticks: number[],
  _axis: number,
  _space: number,
  step: number,
): string[] {
  return ticks.map((tick) => tickLabel(tick * 1000, step * 1000))
}

/** As wide as the data, and never narrower than a minute: one point alone has no width. */
export function timeRange(
  _plot: uPlot,
  from: number | null,
  to: number | null,
): uPlot.Range.MinMax {
  if (from === null || to === null) return [null, null]
  return [from, Math.max(to, from + 60)]
}

/** One cursor over all charts of the page. */
export const cursor: uPlot.Cursor = {
  sync: { key: 'metrics' },
  drag: { x: true, y: false, setScale: false },
  points: { size: 6 },
}
