import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { OpenedSession } from './session-store.js'

/** Every number of one process. */
export type ProcessMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** The processes that answer on one port together, as one of them asks them. */
export type Fellows = {
  /** The console's sessions that the others have open. */
  readonly sessions: readonly OpenedSession[]
  /** Change of live control after which each of them counts changes, so that all count the same ones. */
  readonly changesAfter: number | null
  /** How many they are. */
  readonly count: number
  /** The numbers of all of them as one. */
  metrics(): Promise<ProcessMetrics>
  /** Whether one of the others remembers deciding the command. */
  haveDecided(intent: string, id: string): Promise<boolean>
  /** Told of a session that somebody opened here; settles when the others know it. Never rejects. */
  sessionOpened(opened: OpenedSession): Promise<void>
  /** Told of a session that somebody ended here. */
  sessionEnded(secret: string): void
}

/** What one process answers its fellows. */
export type Fellow = {
  metrics(): Promise<ProcessMetrics>
  hasDecided(intent: string, id: string): boolean
  adoptSession(opened: OpenedSession): void
  endSession(secret: string): void
}
