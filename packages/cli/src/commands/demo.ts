import { InvalidArgumentError } from 'commander'
import { loadGuest } from '../demo/demo-guest.js'
import { runDemo } from '../demo/run-demo.js'
import type { RegisterCommand } from '../context.js'
import { parsePort } from '../parse-port.js'

type DemoFlags = {
  readonly seconds?: number
  readonly rate: number
  readonly port: number
  readonly host: string
  readonly seed: number
  readonly corridor?: string
}

export const registerDemo: RegisterCommand = (program, context) => {
  program
    .command('demo')
    .description('serve, a simulated LLM and replayed real utterances in one: no key, no service')
    .option('--seconds <n>', 'stop by itself after so long (default: runs until Ctrl-C)', positive)
    .option('--rate <per-s>', 'commands a second', positive, 60)
    .option('--port <n>', 'TCP port of the service; 0 takes a free one', parsePort, 8080)
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--seed <n>', 'same seed, same commands and same simulated behaviour', positive, 1)
    .option(
      '--corridor <example>',
      'roll out an example beside the household, such as intent-routing: a real classifier with real errors',
    )
    .addHelpText('after', '\nExample:\n  $ partial-trust demo --seconds 20 --rate 100')
    .action(async (flags: DemoFlags) => {
      const limit = flags.seconds === undefined ? [] : [AbortSignal.timeout(flags.seconds * 1000)]
      const guest =
        flags.corridor === undefined ? null : await loadGuest(context.cwd, flags.corridor)
      await runDemo({
        cwd: context.cwd,
        host: flags.host,
        port: flags.port,
        rate: flags.rate,
        seed: flags.seed,
        guest,
        signal: AbortSignal.any([context.signal, ...limit]),
        say: (line) => void context.stderr.write(`${line}\n`),
      })
    })
}

/** A number above 0 and below a million, for commander's options. */
function positive(text: string): number {
  const value = Number(text)
  if (!/^[0-9]+(\.[0-9]+)?$/.test(text) || !(value > 0 && value < 1e6)) {
    throw new InvalidArgumentError('must be a number above 0')
  }
  return value
}
