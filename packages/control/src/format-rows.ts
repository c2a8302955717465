/** Rows of a store, of whatever version wrote it; null where there is none. */
export type FormatRows = {
  readonly steps: number
  readonly rows: readonly { readonly intent: string; readonly state: string }[]
} | null
