import { cellLine, type CellLine, type SourceLine } from '../cells/index.js'

/** The sums of all cells as one text, the same whatever lines they are divided into. */
export function totalsOf(lines: readonly string[]): string {
  const totals = new Totals()
  for (const line of lines) {
    const read = cellLine.safeParse(JSON.parse(line))
    if (read.success) totals.add(read.data)
  }
  return totals.text()
}

export async function cellTotals(cells: AsyncIterable<CellLine | SourceLine>): Promise<string> {
  const totals = new Totals()
  for await (const cell of cells) if ('metrics' in cell) totals.add(cell)
  return totals.text()
}

class Totals {
  readonly #sums = new Map<string, number>()

  add({ corridor, stage, records, metrics }: CellLine): void {
    this.#raise(`${corridor} ${stage} records`, records)
    for (const [name, [s, n]] of Object.entries(metrics)) {
      this.#raise(`${corridor} ${stage} ${name} s`, s)
      this.#raise(`${corridor} ${stage} ${name} n`, n)
    }
  }

  #raise(name: string, by: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + by)
  }

  text(): string {
    return JSON.stringify(
      [...this.#sums].filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  }
}
