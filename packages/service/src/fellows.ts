import type { MetricObjectWithValues, MetricValue } from 'prom-client'

/** Every number of one process. */
export type ProcessMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** The processes that answer on one port together, as one of them asks them. */
export type Fellows = {
  /** Signs the console's sessions in all of them. */
  readonly sessionKey: Uint8Array
  /** Sessions that were ended before this process began. */
  readonly endedSessions: readonly string[]
  /** Change of live control after which each of them counts changes, so that all count the same ones. */
  readonly changesAfter: number | null
  /** How many they are. */
  readonly count: number
  /** The numbers of all of them as one. */
  metrics(): Promise<ProcessMetrics>
  /** Whether one of the others remembers deciding the command. */
  haveDecided(intent: string, id: string): Promise<boolean>
  /** Told of a session that somebody ended here. */
  sessionEnded(secret: string): void
}

/** What one process answers its fellows. */
export type Fellow = {
  metrics(): Promise<ProcessMetrics>
  hasDecided(intent: string, id: string): boolean
  endSession(secret: string): void
}
