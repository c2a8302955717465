export type ServeFlags = {
  readonly port: number
  readonly host: string
  /** Processes that answer on the port. */
  readonly workers: number
  readonly config?: string
  readonly plan?: string
}
