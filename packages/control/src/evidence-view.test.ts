import { addVector, emptyVector, MetricsCounter, readMetrics } from '@partial-trust/core'
import type { Cell, CellKey } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeKey, foldedKey } from './cell-codec.js'
import { EvidenceView } from './evidence-view.js'

function key(bucket: number): CellKey {
  return {
    instance: '',
    bucket,
    corridor: 'a',
    epoch: 'e',
    stage: 'canary',
    sampleRate: 0.01,
    mode: 'live',
    model: null,
  }
}

/** The cells as a store would put them together. */
function together(cells: Iterable<Cell>, width: number): ReadonlyMap<string, Cell> {
  const sums = new Map<string, Cell>()
  for (const cell of cells) {
    const whole = foldedKey(cell.key, width)
    const sum = sums.get(encodeKey(whole)) ?? { key: whole, vector: emptyVector() }
    addVector(sum.vector, cell.vector)
    sums.set(encodeKey(whole), sum)
  }
  return sums
}

describe('the evidence view', () => {
  it.each(['~8640', '~7', '~1', '~day', '~'])(
    'refuses windows that a newer version made (%s), which it would count beside what they stand for',
    (instance) => {
      const cell = { key: { ...key(0), instance }, vector: emptyVector() }
      const view = new EvidenceView()
      expect(() => view.take({ cells: new Map([[encodeKey(cell.key), cell]]) })).toThrow(
        /newer one wrote them/u,
      )
    },
  )

  it('counts everything once, whichever windows it reads and however often', () => {
    const read = fc.constantFrom(6, 30, 60, 360)
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), fc.array(read), (starts, reads) => {
        const counter = new MetricsCounter()
        for (const bucket of starts) counter.start(key(bucket))
        const view = new EvidenceView()
        view.take(counter)
        view.take(counter)
        let widest = 1
        for (const width of reads) {
          // A store never goes back to what is narrower.
          widest = Math.max(widest, width)
          view.take({ cells: together(counter.cells.values(), widest) })
          expect(readMetrics(view).started).toBe(starts.length)
        }
      }),
    )
  })

  it('keeps what comes late beside the window it belongs to, until the window stands for it too', () => {
    const [early, late] = [new MetricsCounter(), new MetricsCounter()]
    early.start(key(3))
    late.start(key(4))
    const view = new EvidenceView()
    view.take({ cells: together(early.cells.values(), 30) })
    view.take(late)
    expect(readMetrics(view).started).toBe(2)
    view.take({ cells: together([...early.cells.values(), ...late.cells.values()], 30) })
    expect(readMetrics(view).started).toBe(2)
    expect(view.cells.size).toBe(1)
  })

  it('shows another hour where anything in it changed, and the same where nothing did', () => {
    const counter = new MetricsCounter()
    for (const bucket of [3, 400, 800]) counter.start(key(bucket))
    const view = new EvidenceView()
    view.take(counter)
    const before = new Map(view.hours)
    const more = new MetricsCounter()
    more.start(key(401))
    view.take(more)
    const same = [...view.hours].filter(([hour, cells]) => before.get(hour) === cells)
    expect(same.map(([hour]) => hour)).toEqual([0, 720])
    expect(readMetrics({ cells: view.hours.get(360)?.cells ?? new Map() }).started).toBe(2)
  })

  it('holds by the hour what it holds together, whatever windows were put together meanwhile', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { maxLength: 60 }),
        fc.constantFrom(30, 360),
        (starts, width) => {
          const counter = new MetricsCounter()
          for (const bucket of starts) counter.start(key(bucket))
          const view = new EvidenceView()
          view.take(counter)
          view.take({ cells: together(counter.cells.values(), width) })
          const byHour = [...view.hours.values()].flatMap(({ cells }) => [...cells.keys()])
          expect(byHour.toSorted()).toEqual([...view.cells.keys()].toSorted())
        },
      ),
    )
  })
})
