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
}

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
  const { data, options, shape, height, label, readout, marks } = props
  const [at, setAt] = useState<number | null>(null)
  const last = data[0].length - 1
  const shown = at === null ? null : Math.min(at, last)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef({ data, options, marks })
  latest.current = { data, options, marks }

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
      }
      plot.current = new uPlot(
        { ...made, hooks, width: Math.max(200, element.clientWidth), height },
        latest.current.data,
        element,
      )
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
  }, [data])
  useEffect(() => plot.current?.redraw(), [marks])

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
        onKeyDown={move}
      />
      <p className="chart-readout small num" aria-hidden="true">
        {said === '' ? 'Point at it, or use the arrow keys, to read values.' : said}
      </p>
    </>
  )
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
  drag: { x: false, y: false },
  points: { size: 6 },
}
