import { hostname } from 'node:os'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessReport } from '@partial-trust/control'
import { idPseudonym } from '@partial-trust/engine'
import type { App } from 'partial-trust'
import type { DecidedIds } from './decided-ids.js'
import { decidedInLog } from './decided-in-log.js'
import type { LogAnswer } from './decided-in-log.js'
import type { Fellows } from './fellows.js'
import { nextAnswer } from './next-answer.js'

/** Longer than a record waits for its file. */
const flushMs = 200

type Parts = {
  readonly app: App
  readonly decided: DecidedIds
  readonly fellows: Fellows | null
  /** The risk log this process writes, absolute; null: not read. */
  readonly riskLogPath: string | null
  readonly idKey: string | null
  /** Ms since 1970. */
  readonly nowMs: () => number
}

export interface KnownDecisions {
  /** Whether this process, or one that answers on the same port, remembers the decision. */
  remembers(intent: string, id: string): Promise<boolean>
  /**
   * Whether nobody can have made the decision: it is not remembered, the risk log here holds no record of
   * it, and speaks for every process of the last day that decides in the corridor.
   *
   * @param decidedAt When it is said to have been decided: before the log's first record, the log knows nothing of it.
   */
  isInvented(intent: string, id: string, decidedAt?: Date): Promise<boolean>
}

/** What is known of whether a decision was made, so that no outcome is counted of one that was not. */
export function knownDecisions(parts: Parts): KnownDecisions {
  const { app, decided, fellows, riskLogPath, idKey, nowMs } = parts
  const pseudonym = idPseudonym(idKey)
  /** One search after another: a stream of invented ids costs decisions no more than one of them. */
  let searching: Promise<unknown> = Promise.resolve()

  const processes = nextAnswer(async () => (await app.control?.evidence.processes()) ?? [])

  async function remembers(intent: string, id: string): Promise<boolean> {
    return decided.includes(intent, id) || (await fellows?.haveDecided(intent, id)) === true
  }

  async function isInvented(intent: string, id: string, decidedAt?: Date): Promise<boolean> {
    if (await remembers(intent, id)) return false
    if (riskLogPath === null) return (await others(intent)).length === 0
    const look = (after?: number): Promise<LogAnswer> => {
      const recordedId = pseudonym?.(id) ?? id
      const search = searching.then(() => decidedInLog(riskLogPath, intent, recordedId, after))
      searching = search
      return search
    }
    const beganMs = nowMs()
    const first = await look()
    if (first.found || !first.whole || isBefore(decidedAt, first.since)) return false
    const deciders = await others(intent)
    if (deciders.length === 0) return true
    if (!deciders.every((one) => first.instances.has(one.instance) && keepsRecords(one)))
      return false
    await sleep(flushMs) // one of them may have decided a moment ago
    const second = await look(beganMs)
    return second.whole && !second.found
  }

  /** The other processes that may have decided in the corridor. */
  async function others(intent: string): Promise<readonly ProcessReport[]> {
    const seen = await processes()
    return seen.filter(
      (one) =>
        one.instance !== app.instance &&
        !isThisHouse(one) &&
        one.corridors.some((corridor) => corridor.intent === intent),
    )
  }
  return { remembers, isInvented }
}

function isBefore(decidedAt: Date | undefined, since: number | null): boolean {
  return decidedAt !== undefined && (since === null || decidedAt.getTime() < since)
}

/** Whether what it decides reaches its log. */
function keepsRecords({ dropped_records: dropped }: ProcessReport): boolean {
  return dropped === 0
}

/** This process, or the one whose workers this process is one of. */
function isThisHouse({ host, pid }: ProcessReport): boolean {
  return host === hostname() && (pid === process.pid || pid === process.ppid)
}
