/** What shows that candidates at least so sure are rarely enough wrong; see `tune`. */
export type Certificate = {
  /** The loosest threshold that is certified, 0 to 1. */
  readonly at_least: number
  /** Largest share of wrong ones among those that pass. */
  readonly max_wrong: number
  /** Whose confidence it speaks of: of no other epoch and no other kind. */
  readonly epoch: string | null
  readonly kind: string | null
}

/** The least confidence that is asked of candidates, and how it came about. */
export type ConfidenceStanding = {
  /** 0 to 1. Only narrows: the corridor's own rule holds beside it. */
  readonly at_least: number
  /** Null where it was tightened without one. */
  readonly certificate: Certificate | null
  /** ISO 8601 UTC, who and why. */
  readonly at: string
  readonly by: string
  readonly reason: string
}

/** Why a threshold may not be set; null where it may. Tightening always, loosening only by what is certified. */
export function confidenceProblem(
  before: ConfidenceStanding | undefined,
  { at_least: atLeast, certificate }: Pick<ConfidenceStanding, 'at_least' | 'certificate'>,
  epochInForce: string | null,
): string | null {
  if (!(atLeast >= 0 && atLeast <= 1)) return 'a confidence threshold lies between 0 and 1'
  if (before === undefined || atLeast >= before.at_least) return null
  const from = `loosening from ${before.at_least} to ${atLeast}`
  if (certificate === null) {
    return `${from} needs a certificate: \`partial-trust tune\` says what is certified`
  }
  if (certificate.at_least > atLeast) {
    return `${from} is not certified: only from ${certificate.at_least} on`
  }
  if (epochInForce !== null && certificate.epoch !== epochInForce) {
    return `${from} is certified of epoch ${certificate.epoch ?? '(none)'} only; ${epochInForce} is in force`
  }
  return null
}
