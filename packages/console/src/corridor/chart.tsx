import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
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

/** A uPlot chart as wide as its place. New data are set, not drawn anew. */
export function Chart({ data, options, shape, height, label }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef({ data, options })
  latest.current = { data, options }

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const draw = (): void => {
      plot.current?.destroy()
      const made = latest.current.options(readInk(element))
      plot.current = new uPlot(
        { ...made, width: Math.max(200, element.clientWidth), height },
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

  return <div ref={place} className="chart" style={{ height }} role="img" aria-label={label} />
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
