import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError, readConfig } from '@partial-trust/settings'
import { drillText, runKillDrill, startDrillPlane } from '../kill-drill/index.js'
import type { RegisterCommand } from '../context.js'
import { addressProblem } from '../control-access.js'

type Options = {
  readonly workers: string
  readonly partition: string
  readonly rounds: string
  readonly lease: string
  readonly state?: string
  readonly plane?: true
  readonly json?: true
}

/** PERF: on one host, and over a network: through a control plane or PostgreSQL. */
const oneHostBoundMs = 250
const networkBoundMs = 1000

export const registerKillDrill: RegisterCommand = (program, context) => {
  program
    .command('kill-drill')
    .description(
      'measure how fast a kill takes effect: real processes under load, partitions, crashes',
    )
    .option('--workers <n>', 'processes', '8')
    .option('--partition <n>', 'how many of them are cut off from the store', '3')
    .option('--rounds <n>', 'kills with all of them connected', '10')
    .option('--lease <ms>', 'their lease', '2000')
    .option('--state <url>', 'store to drill on; default: a SQLite file of the drill’s own')
    .option('--plane', 'drill through a control plane that the drill starts, and crashes')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nUses a corridor of its own (kill_drill) and leaves it killed. Exits 1 when a bound is exceeded or any\n' +
        'candidate is accepted after the lease ran out.\n\nExample:\n  $ partial-trust kill-drill --workers 8 --partition 3',
    )
    .action(async (options: Options) => {
      const workers = whole('--workers', options.workers, 1, 64)
      const partition = whole('--partition', options.partition, 0, workers)
      const rounds = whole('--rounds', options.rounds, 1, 1000)
      const leaseMs = whole('--lease', options.lease, 500, 60_000)
      if (options.plane === true && options.state !== undefined) {
        throw new UserError('--plane starts a control plane of its own: leave out --state', 2)
      }
      const scratch = mkdtempSync(join(tmpdir(), 'kill-drill-'))
      const plane = options.plane === true ? await startDrillPlane(scratch) : null
      try {
        const state =
          plane?.state ?? options.state ?? `sqlite:${join(scratch, 'store', 'state.db')}`
        const config = readConfig({ PARTIAL_TRUST_STATE: state }, [])
        const problem = addressProblem(config)
        if (problem !== undefined) throw new UserError(`--state: ${problem.problem}`, 2)
        const { state: address } = config
        if (address.kind === 'none')
          throw new UserError('--state none: there is nothing to drill', 2)
        const report = await runKillDrill({
          address,
          ownStore: options.state === undefined,
          workers,
          partition,
          rounds,
          leaseMs,
          killBoundMs: address.kind === 'sqlite' ? oneHostBoundMs : networkBoundMs,
          scratch,
          cwd: context.cwd,
          say: (line) => context.stderr.write(`${line}\n`),
          signal: context.signal,
          ...(plane === null ? {} : { crash: () => plane.crash() }),
        })
        context.stdout.write(
          options.json === true ? `${JSON.stringify(report, null, 2)}\n` : drillText(report),
        )
        if (!report.passed) context.setExitCode(1)
      } finally {
        plane?.stop()
        rmSync(scratch, { recursive: true, force: true })
      }
    })
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new UserError(`${option} must be a whole number from ${least} to ${most}`, 2)
}
