import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { drillIntent, drillLeaseMs } from './drill-process.ts'

/** One process, as the command tells it. */
export type Told = {
  readonly pid: number
  readonly state: 'confirmed' | 'stopped' | 'silent' | 'lapsed' | 'unconfirmed'
  readonly holds_ms: number
}

export type KillAnswer = {
  /** Whether it answered that the corridor is killed; null: it was ended before it answered. */
  readonly killed: boolean | null
  readonly answeredNs: bigint
  readonly tookMs: number
  /** Whom it named; null where it could not ask, or not be sure that the kill was written. */
  readonly processes: readonly Told[] | null
  readonly problem: string | null
  /** What it said, for whoever reads a finding. */
  readonly said: string
}

export type RunningKill = { readonly pid: number; readonly answer: Promise<KillAnswer> }

const program = fileURLToPath(new URL('../../packages/cli/bin/partial-trust.js', import.meta.url))

/** `partial-trust kill`, as a person runs it. @param limits Runs it under these limits of `prlimit`. */
export function runKill(
  state: string,
  reason: string,
  cwd: string,
  limits: readonly string[] = [],
): RunningKill {
  const beganNs = process.hrtime.bigint()
  const args = [program, 'kill', drillIntent, '--reason', reason, '--by', 'drill', '--json']
  const [command, under] =
    limits.length === 0
      ? [process.execPath, args]
      : ['prlimit', [...limits, process.execPath, ...args]]
  const child = spawn(command, under, {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      PARTIAL_TRUST_STATE: state,
      PARTIAL_TRUST_LEASE_MS: String(drillLeaseMs),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  let answeredNs: bigint | null = null
  child.stdout.on('data', (some: Buffer) => {
    answeredNs ??= process.hrtime.bigint()
    out += String(some)
  })
  child.stderr.on('data', (some: Buffer) => {
    if (/NOT KILLED/u.test(String(some))) answeredNs ??= process.hrtime.bigint()
    err += String(some)
  })
  const answer = new Promise<KillAnswer>((resolve) => {
    child.on('close', (code) => {
      const endedNs = answeredNs ?? process.hrtime.bigint()
      const report = parsed(out)
      resolve({
        killed: code === 0 ? true : /NOT KILLED/u.test(err) || report !== null ? false : null,
        answeredNs: endedNs,
        tookMs: Number(endedNs - beganNs) / 1e6,
        processes: report?.processes ?? null,
        problem: report?.problem ?? null,
        said: `exit ${code}: ${out}${err}`,
      })
    })
  })
  return { pid: child.pid ?? 0, answer }
}

function parsed(
  out: string,
): { readonly processes: readonly Told[]; readonly problem: string | null } | null {
  try {
    return JSON.parse(out)
  } catch {
    return null
  }
}
