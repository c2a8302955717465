/** The thread in which counts are read, put together, judged and shown, beside the one that decides. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@partial-trust/engine'
import { messageOf } from '@partial-trust/settings'
import { AuditLedger } from './audit-ledger.js'
import { StoreUnavailableError } from './control-store.js'
import type { Study, Task } from './desk.js'
import type { DeskCall, DeskReply, DeskWork } from './desk-elsewhere.js'
import { deskTasks, horizonOf } from './desk-tasks.js'
import { FleetCounts } from './fleet-counts.js'
import { openControl } from './open-control.js'
import { RolloutJudge } from './rollout-judge.js'

/** By their names, for who is asked in another thread. */
export const tasks: Readonly<Record<string, Task<never, unknown>>> = deskTasks

// The other side of this is deskElsewhere, which passes nothing else.
const { address, cwd } = workerData as DeskWork // oxlint-disable-line typescript/no-unsafe-type-assertion
const control = openControl(address, { cwd, now: () => systemClock.epochMs() })
if (control === null) throw new TypeError('there is no store to read')
const { store, evidence } = control
const counts = new FleetCounts(evidence, () => systemClock.epochMs(), putTogether)
const study: Study = {
  counts,
  stored: {
    store,
    evidence,
    judge: new RolloutJudge({ store, evidence }, counts, () => systemClock.monotonicMs()),
    ledger: new AuditLedger(store, () => systemClock.monotonicMs()),
  },
}

parentPort?.on('message', (call: DeskCall) => {
  void reply(call).then((answer) => parentPort?.postMessage(answer)) // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread has none
})

/** What lay about for long: read bucket by bucket, it would fill the memory. */
async function putTogether(): Promise<void> {
  try {
    const horizon = await horizonOf(store, systemClock.epochMs())
    while (await evidence.tidy(horizon)) await nextTurn()
  } catch {
    // Who cannot write reads it as it is.
  }
}

async function reply({ id, module, name, question }: DeskCall): Promise<DeskReply> {
  try {
    const found: { readonly tasks: Readonly<Record<string, Task<unknown, unknown>>> } =
      await import(module)
    const task = found.tasks[name]
    if (task === undefined) throw new TypeError(`there is no task ${name}`)
    return { id, kind: 'answer', answer: await task.run(study, question) }
  } catch (error) {
    const problem = messageOf(error)
    return {
      id,
      kind: error instanceof StoreUnavailableError ? 'unavailable' : 'failed',
      problem,
    }
  }
}
