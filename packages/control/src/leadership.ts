/**
 * Who acts for all replicas: whoever holds a row of the store, for a while. It needs no session, so it
 * works through a pooler that hands out another connection each time. Two leaders at once would do no
 * harm, only double work: every change is compare-and-set.
 */
export interface Leadership {
  /**
   * Takes or keeps the lead for a process, and says whether it has it; asked before every round of work.
   */
  leads(instance: string): Promise<boolean>
  /** The process that leads at this moment; null where none does. */
  leader(): Promise<string | null>
  /** Gives the lead up, so that the next one need not wait for it to lapse. */
  close(): Promise<void>
}

/**
 * How long the lead lasts without being renewed, in ms. An end further ahead was written before the clock
 * was set back, and holds no more than one that is past.
 */
export const leadMs = 5000
