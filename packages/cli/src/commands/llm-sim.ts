import { householdAnswer } from '@partial-trust/example-household/simulated-model'
import { startLlmSimulator } from '@partial-trust/testing'
import type { LlmSimulator } from '@partial-trust/testing'
import { InvalidArgumentError } from 'commander'
import { UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'

type Flags = {
  readonly port: number
  readonly host: string
  readonly latencyMs: number
  readonly jitterMs: number
  readonly errorRate: number
  readonly hangRate: number
  readonly badJsonRate: number
  readonly wrongRate: number
  readonly seed: number
}

/** `llm-sim`: a simulated OpenAI-compatible endpoint for demos, tests and drills. */
export const registerLlmSim: RegisterCommand = (program, context) => {
  program
    .command('llm-sim')
    .description('serve a simulated OpenAI-compatible LLM, plainly labelled as simulated')
    .option('--port <n>', 'port to listen on; 0 takes any free one', wholeNumber(0, 65_535), 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--latency-ms <ms>', 'time every answer takes', wholeNumber(0, 60_000), 60)
    .option('--jitter-ms <ms>', 'up to so much more time', wholeNumber(0, 60_000), 40)
    .option('--error-rate <share>', 'share of 429, 500, 503 and reset connections', share, 0)
    .option('--hang-rate <share>', 'share never answered', share, 0)
    .option('--bad-json-rate <share>', 'share whose JSON is cut off or of another shape', share, 0)
    .option('--wrong-rate <share>', 'share answered in good form but wrongly', share, 0)
    .option('--seed <n>', 'same seed, same behaviour', wholeNumber(0, 2 ** 32), 1)
    .addHelpText(
      'after',
      '\nWhile it runs:\n' +
        '  GET  /__sim/stats   what it has seen\n' +
        '  POST /__sim/faults  change its behaviour, e.g. {"hang_rate": 0.5} or {"fault": "status_503"}\n' +
        '\nExample:\n' +
        '  $ partial-trust llm-sim --port 8090 --hang-rate 0.1 --seed 7\n' +
        '  $ LLM_BASE_URL=http://127.0.0.1:8090/v1 partial-trust serve',
    )
    .action((flags: Flags) => serveUntilStopped(flags, context))
}

async function serveUntilStopped(flags: Flags, context: CliContext): Promise<void> {
  const simulator = await start(flags)
  context.stdout.write(`${simulator.url}\n`)
  context.stderr.write(
    `SIMULATED LLM, no model behind it, at ${simulator.url} (seed ${flags.seed}). ` +
      `Point LLM_BASE_URL here; Ctrl-C stops it.\n`,
  )
  await stopped(context.signal)
  const { requests, answered, cut } = simulator.stats()
  await simulator.close()
  context.stderr.write(
    `Simulated LLM stopped: ${requests} requests, ${answered} answered, ${cut} cut.\n`,
  )
}

async function start(flags: Flags): Promise<LlmSimulator> {
  const { port, host, seed } = flags
  try {
    return await startLlmSimulator({
      port,
      host,
      seed,
      respond: householdAnswer,
      schedule: {
        latency_ms: flags.latencyMs,
        jitter_ms: flags.jitterMs,
        error_rate: flags.errorRate,
        hang_rate: flags.hangRate,
        bad_json_rate: flags.badJsonRate,
        wrong_rate: flags.wrongRate,
      },
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new UserError(
      `cannot listen on ${host}:${port} (${code || 'unknown reason'}); choose another --port or --host`,
      1,
      { cause: error },
    )
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

function share(text: string): number {
  const value = Number(text)
  if (/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) && value <= 1) return value
  throw new InvalidArgumentError('It must be a plain decimal from 0 to 1.')
}
