import type { ProcessReport } from './evidence-store.js'

/** Reports in one write: bounded work for the store. */
const mostAtOnce = 200

/**
 * Writes reports together that come while others are being written: after a kill hundreds of processes report at
 * once, and whoever killed waits for the last of them. Of one process the newest counts.
 *
 * @param write Takes reports of different processes: all of them, or throws.
 */
export function reportsTogether(
  write: (reports: readonly ProcessReport[]) => Promise<void>,
): (report: ProcessReport) => Promise<void> {
  const waiting = new Map<string, Waiting>()
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.size > 0) {
      const taken = [...waiting].slice(0, mostAtOnce)
      for (const [instance] of taken) waiting.delete(instance)
      const settle = await write(taken.map(([, { report }]) => report)).then(
        () => (one: Told) => one.arrived(),
        (error: unknown) => (one: Told) => one.failed(error),
      )
      for (const [, { told }] of taken) told.forEach(settle)
    }
    writing = false
  }

  return (report) =>
    new Promise((arrived, failed) => {
      const before = waiting.get(report.instance)?.told ?? []
      waiting.set(report.instance, { report, told: [...before, { arrived, failed }] })
      if (!writing) void writeAll()
    })
}

type Told = { readonly arrived: () => void; readonly failed: (error: unknown) => void }

type Waiting = { readonly report: ProcessReport; readonly told: readonly Told[] }
