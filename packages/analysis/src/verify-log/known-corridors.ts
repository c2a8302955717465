/** What a registration says of a corridor, as far as its records can be held to it. */
export type KnownCorridor = {
  /** Prefix of the sampling hash. */
  readonly salt: string
  /** Least confidence that its rules accept; null: the registration names none, so none is checked. */
  readonly leastConfidence: number | null
  /** Reason codes of its own rules; null: the registration names none, so any word may be one. */
  readonly reasons: readonly string[] | null
}

/** The registered corridors by their intent. Of any other only what holds of every corridor is checked. */
export type KnownCorridors = ReadonlyMap<string, KnownCorridor>
