import { defaultPlan, gateRate } from '@partial-trust/core'
import { daysToGo, type Mean, type Price, type Prices } from './days-to-go.ts'
import { inBursts } from './dependent-streams.ts'
import { figure, type Effort } from './row.ts'

/** What a GO of one stage of the built-in plan takes at one volume. */
export type PriceRow = Prices & {
  readonly perDay: number
  readonly stage: string
  readonly below: number
  readonly minDays: number
  readonly rate: number
}

const volumes = [20, 100, 1000, 10_000] as const

/** One group for each volume, so that they can be measured side by side. */
export const priceGroups: readonly ((effort: Effort) => Generator<PriceRow>)[] = volumes.map(
  (perDay) => (effort) => pricesAt(perDay, effort),
)

/** Days and decisions to GO for healthy candidates under the built-in plan, as it was and as it is. */
function* pricesAt(perDay: number, { priceRuns, seed }: Effort): Generator<PriceRow> {
  const alpha = defaultPlan.alpha.go
  for (const { name, min_days: minDays, go } of defaultPlan.stages) {
    const gate = go.find(({ metric }) => metric === 'attempt_error')
    const below = gate === undefined ? null : gateRate(gate)
    if (below === null) continue
    for (const rate of below > 0.04 ? [0.01, 0.02] : [0.01]) {
      const question = { p0: below, alpha, minDays }
      const prices = daysToGo(inBursts(perDay, rate, 0), question, priceRuns, seed)
      yield { perDay, stage: name, below, minDays, rate, ...prices }
    }
  }
}

export function priceTable(rows: readonly PriceRow[], runs: number): string {
  return [
    '| sampled a day | stage of the built-in plan | true rate | decisions to GO, before | after | as first epoch | days to GO, before | after | as first epoch |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(priceLine),
    '',
    `Means of ${runs} healthy candidates, looked at after every window; ± is one standard error. Before: by decisions alone, alpha.go at once. After: by decisions and windows. As first epoch: half of alpha.go, as a stage's first epoch may spend. The minimum duration is in the days.`,
    '',
  ].join('\n')
}

function priceLine(row: PriceRow): string {
  const prices: readonly Price[] = [row.before, row.after, row.firstEpoch]
  const cells = [
    String(row.perDay),
    `${row.stage}: attempt_error below ${row.below}, at least ${row.minDays} days`,
    String(row.rate),
    ...prices.map(({ decisions }) => plusMinus(decisions)),
    ...prices.map(({ days }) => plusMinus(days)),
  ]
  return `| ${cells.join(' | ')} |`
}

function plusMinus({ mean, error }: Mean): string {
  return error === 0 ? figure(mean) : `${figure(mean)} ± ${figure(error, 1)}`
}
