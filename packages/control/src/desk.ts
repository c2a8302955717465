import type { Metrics } from '@partial-trust/core'
import type { AuditLedger } from './audit-ledger.js'
import type { ControlStore } from './control-store.js'
import type { EvidenceStore } from './evidence-store.js'
import type { HourlyMetrics } from './hourly-metrics.js'
import type { RolloutJudge } from './rollout-judge.js'

/** What a task reads. */
export type Study = {
  readonly counts: HourlyCounts
  /** Null where nothing is stored: then only this process's own counts can be looked at. */
  readonly stored: StoredStudy | null
}

export interface Counts {
  /**
   * Reads what grew since the last time; shared by whoever asks at once.
   *
   * @param staleMs Counts this young are not asked for again. Default 0.
   */
  refresh(staleMs?: number): Promise<void>
  /** A corridor's counts as they were last read. */
  of(corridor: string): Metrics
}

/** For pages, which look again and again. */
export interface HourlyCounts extends Counts {
  of(corridor: string): HourlyMetrics
}

export type StoredStudy = {
  readonly store: ControlStore
  readonly evidence: EvidenceStore
  readonly judge: RolloutJudge
  readonly ledger: AuditLedger
}

/**
 * Work over all that was counted or ever changed, which takes longer than a decision may wait. Question and
 * answer are plain data: they may cross into another thread.
 */
export type Task<Question, Answer> = {
  /** URL of the module that exports the task as one of its `tasks`, by its name. */
  readonly module: string
  readonly name: string
  run(study: Study, question: Question): Answer | Promise<Answer>
}

/** Does tasks, one after another or in another thread; decisions wait for none of them. */
export interface Desk {
  /** @throws {StoreUnavailableError} when the store does not answer, or whoever does the work was lost. */
  ask<Question, Answer>(task: Task<Question, Answer>, question: Question): Promise<Answer>
  close(): Promise<void>
}

/** On the caller's own thread: for counts that are few, and for whoever decides nothing. */
export function deskHere(study: Study): Desk {
  return {
    ask: async (task, question) => task.run(study, question),
    close: async () => {},
  }
}
