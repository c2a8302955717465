/** Who acts for all replicas. Two leaders at once would do no harm, only double work: every change is compare-and-set. */
export interface Leadership {
  /** Whether this process leads at this moment; asked before every round of work. */
  leads(): Promise<boolean>
  close(): Promise<void>
}

/** For stores that one host shares: whoever asks, leads. */
export const soleLeadership: Leadership = {
  leads: async () => true,
  close: async () => {},
}

/** For processes under a control plane: the plane leads. */
export const noLeadership: Leadership = {
  leads: async () => false,
  close: async () => {},
}
