import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import 'uplot/dist/uPlot.min.css'
import type { Zoom } from './chart-look.js'
import { drawChart } from './drawn-chart.js'
import type { DrawnChart, Wanted } from './drawn-chart.js'

type Props = Omit<Wanted, 'onPoint'> & {
  readonly label: string
  /** What a point says, in words; read out on hover and by the arrow keys. */
  readonly readout: (index: number) => string
  /** Leads to the decisions behind a point. */
  readonly onOpen: (index: number) => void
}

/** A chart whose values are read with the mouse, or with the arrow keys, Home and End once it has the focus. */
export function Chart(props: Props): ReactElement {
  const { data, shape, height, top, label, readout, marks, zoom, onZoom, onOpen } = props
  const [at, setAt] = useState<number | null>(null)
  const last = data[0].length - 1
  const shown = at === null ? null : Math.min(at, last)
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<DrawnChart | null>(null)
  const wanted = useRef<Wanted>({ ...props, onPoint: setAt })
  wanted.current = { ...props, onPoint: setAt }

  useEffect(() => {
    if (place.current === null) return
    const made = drawChart(place.current, () => wanted.current)
    chart.current = made
    return () => {
      made.stop()
      chart.current = null
    }
  }, [])
  useEffect(() => chart.current?.refresh(), [data, shape, height, top, marks, zoom])

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
    chart.current?.pointAt(next)
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
          const dragged = chart.current?.wasDragged() === true
          if (detail === 1 && onPlot && shown !== null && !dragged) onOpen(shown)
        }}
      />
      <p className="chart-readout small num" aria-hidden="true">
        {said}
      </p>
    </>
  )
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
