import { fork } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export const drillIntent = 'drill_kills'
export const drillLeaseMs = 1000

/** What a process writes down of itself, eight bytes each. */
export const tallyWords = ['acceptedAtNs', 'accepted', 'late', 'killedAtNs'] as const
export type Tally = Readonly<Record<(typeof tallyWords)[number], bigint>>

const nothing: Tally = { acceptedAtNs: 0n, accepted: 0n, late: 0n, killedAtNs: 0n }
const script = new URL('accept-for-ever.ts', import.meta.url)

/** A process under load on a store. */
export interface DrillProcess {
  readonly pid: number
  readonly tally: () => Tally
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void
}

let started = 0

/** @param folder Its working directory, for its risk log and its tally. */
export function startDrillProcess(state: string, folder: string): DrillProcess {
  mkdirSync(folder, { recursive: true })
  started += 1
  const path = join(folder, `tally-${started}`)
  const child = fork(script, [path], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_STATE: state,
      PARTIAL_TRUST_LEASE_MS: String(drillLeaseMs),
      PARTIAL_TRUST_RISK_LOG_PATH: join(folder, 'risk.jsonl'),
      PARTIAL_TRUST_PROVE_MS: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.on('data', (said: Buffer) => appendFileSync(join(folder, 'said.txt'), said))
  child.on('error', () => undefined) // its silence is what counts
  return {
    pid: child.pid ?? 0,
    tally() {
      const words = wordsIn(path)
      if (words === null) return nothing
      const [acceptedAtNs = 0n, accepted = 0n, late = 0n, killedAtNs = 0n] = words
      return { acceptedAtNs, accepted, late, killedAtNs }
    },
    signal: (name) => void child.kill(name),
  }
}

function wordsIn(path: string): BigInt64Array | null {
  try {
    const bytes = Uint8Array.from(readFileSync(path))
    return bytes.length === tallyWords.length * 8 ? new BigInt64Array(bytes.buffer) : null
  } catch {
    return null // it has not begun
  }
}
