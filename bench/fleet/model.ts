/** What a fleet of one corridor asks of its store, from the product's own intervals. */
export type FleetModel = {
  readonly processes: number
  /** Processes behind one relay. */
  readonly aRelay: number
}

/** Intervals and sizes of the product; each is a constant of its code or a figure of `npm run bench:fleet`. */
export const assumed = {
  readsALease: 5,
  leaseSeconds: 5,
  saveEverySeconds: 20,
  reportEverySeconds: 25,
  relayReadsASecond: 10,
  /** Of a row with what a process counted in twenty seconds, index included: `npm run bench:fleet-days`. */
  sentBytes: 780,
  /** Two whole days and today. */
  sentKeptHours: 72,
  /** Of a window, index included. */
  windowBytes: 600,
  /** Windows of ten minutes of one epoch and stage over 35 days, the default plan's. */
  windows: (35 * 24 * 3600) / 600,
  /** A snapshot of a few corridors, as a relay answers. */
  snapshotBytes: 2000,
} as const

export type FleetRow = {
  readonly processes: number
  readonly relays: number
  /** To PostgreSQL, when each process has connections of its own, and when relays share the plane's. */
  readonly connectionsAlone: number
  readonly connectionsBehindRelays: number
  readonly readsASecondAlone: number
  readonly readsASecondBehindRelays: number
  readonly countRowsASecond: number
  readonly reportRowsASecond: number
  readonly cellsGigabytes: number
  readonly pooledMegabytes: number
  readonly relayMegabitsASecond: number
}

export function fleetRow({ processes, aRelay }: FleetModel): FleetRow {
  const relays = Math.ceil(processes / aRelay)
  const readsASecond = assumed.readsALease / assumed.leaseSeconds
  const rowsKept = (processes * assumed.sentKeptHours * 3600) / assumed.saveEverySeconds
  return {
    processes,
    relays,
    connectionsAlone: processes * 2,
    connectionsBehindRelays: 5,
    readsASecondAlone: processes * readsASecond,
    readsASecondBehindRelays: relays * assumed.relayReadsASecond,
    countRowsASecond: processes / assumed.saveEverySeconds,
    reportRowsASecond: processes / assumed.reportEverySeconds,
    cellsGigabytes: (rowsKept * assumed.sentBytes) / 1e9,
    pooledMegabytes: (assumed.windows * assumed.windowBytes) / 1e6,
    relayMegabitsASecond: (aRelay * readsASecond * assumed.snapshotBytes * 8) / 1e6,
  }
}

/** The table of docs/operations/fleet.md. */
export function fleetTable(): string {
  const rows = [500, 5000, 50_000].map((processes) => fleetRow({ processes, aRelay: 500 }))
  const lines: readonly (readonly [string, (row: FleetRow) => number])[] = [
    ['relays of 500 processes', (row) => row.relays],
    ['connections to PostgreSQL, each process its own', (row) => row.connectionsAlone],
    ['connections to PostgreSQL behind relays', (row) => row.connectionsBehindRelays],
    ['reads of control a second, each process its own', (row) => row.readsASecondAlone],
    ['reads of control a second behind relays, at most', (row) => row.readsASecondBehindRelays],
    ['rows of counts written a second', (row) => row.countRowsASecond],
    ['rows of reports written a second', (row) => row.reportRowsASecond],
    ['single processes’ counts kept (3 days at most), GB', (row) => row.cellsGigabytes],
    ['windows kept (35 days, an epoch and stage), MB', (row) => row.pooledMegabytes],
    ['answers of one relay, Mbit/s', (row) => row.relayMegabitsASecond],
  ]
  const table = lines.map(
    ([name, value]) => `| ${name} | ${rows.map((row) => shown(value(row))).join(' | ')} |`,
  )
  return ['| processes | 500 | 5,000 | 50,000 |', '| --- | --- | --- | --- |', ...table].join('\n')
}

function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}
