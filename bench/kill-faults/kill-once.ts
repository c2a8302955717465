import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../packages/settings/dist/index.js'
import { judgeKill, seenOf } from './judge-kill.ts'
import type { KillJudgement } from './judge-kill.ts'
import { runKill } from './kill-command.ts'
import type { KillAnswer } from './kill-command.ts'
import { allAccept, holdsKill, resume } from './stand.ts'
import type { Fault, Hindered, Mend, Stand } from './stand.ts'

export type KillOnce = {
  readonly fault: string
  readonly answer: KillAnswer
  readonly judged: KillJudgement
  /** Candidates accepted on state older than the lease, ever. */
  readonly late: number
  /** Whether the stand is fit for another kill. */
  readonly goesOn: boolean
}

/** A kill waits so long for a busy store, and then for confirmations. */
const answerLimitMs = 50_000
const comesBackMs = 120_000

/** One kill, with faults before, beside or after it, and what came of it. */
export async function killOnce<Of extends Stand>(
  stand: Of,
  faults: readonly Fault<Of>[],
  name: string,
  random: () => number,
): Promise<KillOnce> {
  const before = [...stand.processes]
  const plans = faults.map((fault) => ({
    fault,
    // From before the command to after its answer: it takes a third of a second to start.
    atMs: random() * 900,
    lastsMs: 200 + random() * 3000,
  }))
  let pid = 0
  const befallen = plans.map(async ({ fault, atMs, lastsMs }): Promise<Hindered> => {
    await sleep(atMs)
    let mend: Mend | void
    try {
      mend = await fault.befall(stand, () => pid, random)
    } catch {
      return 'all' // of two faults at once, one may have taken away what the other is about
    }
    if (mend === undefined) return []
    await sleep(lastsMs)
    await mend.mend()
    return mend.hinders ?? []
  })
  await sleep(300)
  const limits = faults.flatMap((fault) => fault.limits ?? [])
  const running = runKill(stand.killAt, name, stand.folder, limits)
  pid = running.pid
  const answer = await Promise.race([running.answer, sleep(answerLimitMs, null)])
  if (answer === null) {
    process.kill(pid, 'SIGKILL')
    const names = faults.map((fault) => fault.name).join(' + ')
    throw new Error(`${names}: kill did not answer within ${answerLimitMs} ms`)
  }
  const heldThen = await holdsKill(stand, name)
  const hinders = togetherOf(await Promise.all(befallen))
  await sleep(stand.boundMs + 700)
  const held = heldThen ?? (await holdsKill(stand, name))
  const everyone = [...new Set([...before, ...stand.processes])]
  const seen = everyone.map((one) => seenOf(one, hinders))
  const judged = judgeKill(answer, { boundMs: stand.boundMs, seen, held })
  const late = everyone.reduce((sum, one) => sum + Number(one.tally().late), 0)
  const ruined = faults.some((fault) => fault.ruins === true)
  const goesOn = !ruined && (await resumed(stand, before))
  return { fault: faults.map((fault) => fault.name).join(' + '), answer, judged, late, goesOn }
}

/** Opens the corridor again, in new processes where there are none left. */
async function resumed(stand: Stand, before: Stand['processes']): Promise<boolean> {
  if (!(await resume(stand))) return false
  for (const [at, one] of before.entries()) {
    if (!isAlive(one.pid) && stand.processes[at] === one) stand.replace(at)
  }
  return allAccept(stand, comesBackMs)
}

function togetherOf(each: readonly Hindered[]): Hindered {
  return each.includes('all') ? 'all' : each.flatMap((of) => (of === 'all' ? [] : of))
}
