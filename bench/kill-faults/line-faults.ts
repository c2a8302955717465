import type { DrillLine } from '../../packages/cli/dist/kill-drill/drill-line.js'
import type { Fault, Stand } from './stand.ts'

/** Each process's way to the store, and the killer's as the last. */
type OnLines = Stand & { readonly lines: readonly DrillLine[] }

const cut = (
  name: string,
  which: (of: OnLines, random: () => number) => readonly number[],
): Fault<OnLines> => ({
  name,
  befall(stand, _killer, random) {
    const chosen = which(stand, random)
    for (const at of chosen) stand.lines[at]?.cut()
    return {
      mend: () => chosen.forEach((at) => stand.lines[at]?.heal()),
      hinders: chosen.map((at) => stand.processes[at]?.pid ?? 0),
    }
  },
})

/** What befalls the ways to a store. */
export const lineFaults: readonly Fault<OnLines>[] = [
  cut('a process is cut off', ({ processes }, random) => [Math.floor(random() * processes.length)]),
  cut('all processes are cut off', ({ processes }) => processes.map((_, at) => at)),
  cut('the killer is cut off', ({ lines }) => [lines.length - 1]),
  cut('all are cut off', ({ lines }) => lines.map((_, at) => at)),
]
