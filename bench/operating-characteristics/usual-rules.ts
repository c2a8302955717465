import { clopperPearson, mixtureSprt, pointEstimate, type Boundary } from './boundary.ts'
import { figure, type Row } from './row.ts'
import { stoppingOf, type Stopping } from './stopping.ts'

/** What is usually done instead. */
export type UsualRules = {
  readonly pointEstimate: Boundary
  readonly clopperPearson: Boundary
  readonly mixtureSprt: Boundary
}

const names = ['pointEstimate', 'clopperPearson', 'mixtureSprt'] as const

/** The minimum sample that point-estimate checks usually wait for. */
const usualMinimum = 50

export function usualRules(
  direction: 'above' | 'below',
  p0: number,
  alpha: number,
  horizon: number,
): UsualRules {
  return {
    pointEstimate: pointEstimate(direction, p0, usualMinimum, horizon),
    clopperPearson: clopperPearson(direction, p0, alpha, horizon),
    mixtureSprt: mixtureSprt(direction, p0, alpha, horizon),
  }
}

/** A row's columns of the usual ways, from their exact behaviour against independent decisions at `rate`. */
export function exactly(
  rules: UsualRules,
  rate: number,
  of: (stopping: Stopping) => number,
): Pick<Row, keyof UsualRules> {
  const cell = (name: keyof UsualRules): string => figure(of(stoppingOf(rules[name], rate)))
  return {
    pointEstimate: cell('pointEstimate'),
    clopperPearson: cell('clopperPearson'),
    mixtureSprt: cell('mixtureSprt'),
  }
}

/** Counts how often the usual ways stop on simulated streams. */
export class UsualTally {
  readonly #rules: UsualRules
  readonly #stopped = { pointEstimate: false, clopperPearson: false, mixtureSprt: false }
  readonly #hits = { pointEstimate: 0, clopperPearson: 0, mixtureSprt: 0 }
  #runs = 0

  constructor(rules: UsualRules) {
    this.#rules = rules
  }

  begin(): void {
    this.#runs += 1
    for (const name of names) this.#stopped[name] = false
  }

  /** @returns Whether all have stopped in this run. */
  look(s: number, n: number): boolean {
    let all = true
    for (const name of names) {
      if (this.#stopped[name]) continue
      const { direction, at } = this.#rules[name]
      const edge = at[Math.min(n, at.length - 1)]
      if (edge === undefined) continue
      const stops = direction === 'above' ? s >= edge : s <= edge
      if (stops) {
        this.#stopped[name] = true
        this.#hits[name] += 1
      } else all = false
    }
    return all
  }

  read(): Pick<Row, keyof UsualRules> {
    const cell = (name: keyof UsualRules): string => figure(this.#hits[name] / this.#runs)
    return {
      pointEstimate: cell('pointEstimate'),
      clopperPearson: cell('clopperPearson'),
      mixtureSprt: cell('mixtureSprt'),
    }
  }
}
