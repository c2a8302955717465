import type { DrillProcess } from './drill-process.ts'
import type { Stand } from './stand.ts'

/** So many processes of a stand, each of which another can take the place of. */
export function runningProcesses(
  count: number,
  start: (at: number) => DrillProcess,
): Pick<Stand, 'processes' | 'replace'> & { readonly endAll: () => void } {
  const processes = Array.from({ length: count }, (_, at) => start(at))
  return {
    processes,
    replace(at) {
      processes[at]?.signal('SIGKILL')
      processes[at] = start(at)
    },
    endAll() {
      for (const one of processes) one.signal('SIGKILL')
    },
  }
}
