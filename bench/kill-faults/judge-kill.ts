import type { DrillProcess } from './drill-process.ts'
import type { KillAnswer, Told } from './kill-command.ts'
import type { Hindered } from './stand.ts'

/** What was seen of one process until long after a kill. */
export type Seen = {
  readonly pid: number
  /** CLOCK_MONOTONIC in ns of its last accepted candidate; `0n`: none. */
  readonly acceptedAtNs: bigint
  /** Of the first decision that it refused for the kill; `0n`: none. */
  readonly killedAtNs: bigint
  /** Whether a fault stood between it and a confirmation. */
  readonly hindered: boolean
}

export type Circumstances = {
  readonly boundMs: number
  readonly seen: readonly Seen[]
  /** Whether the store held the kill, before the fault was mended or after it. */
  readonly held: boolean | null
}

export const killOutcomes = [
  'killed',
  'not killed: still accepting',
  'not killed: not in the store',
  'not killed: not confirmed',
  'not killed: nobody knew',
  'unanswered',
] as const

export type KillJudgement = {
  /** What it came to, for the table. */
  readonly outcome: (typeof killOutcomes)[number]
  /** Ms from the answer to the last accepted candidate of any process. */
  readonly lagMs: number
  readonly violations: readonly string[]
}

/** On top of every bound, for processes to be scheduled on a busy machine. */
const schedulingMs = 100
/** Whoever acted on a kill for so long has had the time to say so. */
const confirmingMs = 2500

/**
 * Holds what a kill answered against what came of it: no accept after "killed" and its bound, nor in any process
 * that the answer says is closed; and "NOT KILLED" only where that is so, as far as the killer could know.
 */
export function judgeKill(
  { killed, answeredNs, processes, problem, said }: KillAnswer,
  { boundMs, seen, held }: Circumstances,
): KillJudgement {
  const lagOf = ({ acceptedAtNs }: Pick<Seen, 'acceptedAtNs'>): number =>
    Number(acceptedAtNs - answeredNs) / 1e6
  const lagMs = Math.max(0, ...seen.map(lagOf))
  if (killed === null) return { outcome: 'unanswered', lagMs, violations: [] }
  const tellsWhere = (pid: number): Told | undefined => processes?.find((told) => told.pid === pid)
  const violations = seen.flatMap((one) => {
    const told = tellsWhere(one.pid)
    const closed = killed || (told !== undefined && told.state !== 'unconfirmed')
    if (closed && lagOf(one) > boundMs + schedulingMs) {
      return [
        `${one.pid} (${told?.state ?? 'not named'}) accepted ${ms(lagOf(one))} after ${killed ? '"killed"' : 'it was said to be closed'}`,
      ]
    }
    if (closed || told === undefined || problem !== null || held === false) return []
    if (lagOf(one) > told.holds_ms + schedulingMs) {
      return [
        `${one.pid} accepted ${ms(lagOf(one))} after an answer that gave it ${told.holds_ms} ms`,
      ]
    }
    const knewMs = Number(answeredNs - one.killedAtNs) / 1e6
    if (!one.hindered && one.killedAtNs > one.acceptedAtNs && knewMs > confirmingMs) {
      return [`${one.pid} was closed by the kill ${ms(knewMs)} before it was called unconfirmed`]
    }
    return []
  })
  if (killed) return { outcome: 'killed', lagMs, violations }
  if (seen.some((one) => lagOf(one) > 0)) {
    return { outcome: 'not killed: still accepting', lagMs, violations }
  }
  if (held !== true) return { outcome: 'not killed: not in the store', lagMs, violations }
  if (processes === null || problem !== null) {
    return { outcome: 'not killed: nobody knew', lagMs, violations }
  }
  const open = processes.filter(({ state }) => state === 'unconfirmed')
  const untrue =
    open.length === 0 && processes.some(({ state }) => state === 'confirmed')
      ? [`NOT KILLED, although somebody confirmed and nobody is open: ${said}`]
      : []
  return {
    outcome: 'not killed: not confirmed',
    lagMs,
    violations: [...violations, ...untrue],
  }
}

function ms(value: number): string {
  return `${Math.round(value)} ms`
}

/** What a process has said of itself by now. */
export function seenOf({ pid, tally }: DrillProcess, hinders: Hindered): Seen {
  const { acceptedAtNs, killedAtNs } = tally()
  const hindered = hinders === 'all' || hinders.includes(pid)
  return { pid, acceptedAtNs, killedAtNs, hindered }
}
