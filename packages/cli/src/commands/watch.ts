import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidArgumentError } from 'commander'
import type { RegisterCommand } from '../context.js'
import { withControl } from '../control-access.js'
import { gatherStatus } from '../gather-status.js'
import { statusText } from '../status-text.js'

type Options = { readonly json?: true; readonly config?: string; readonly every: number }

const clearScreen = '\u001b[H\u001b[2J'

export const registerWatch: RegisterCommand = (program, context) => {
  program
    .command('watch')
    .description('show the status live, again at every change, until Ctrl-C')
    .option('--every <seconds>', 'look again at least this often, 0.1 to 3600', seconds, 2)
    .option('--json', 'print one status object a line, only when it changed')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText('after', '\nExample:\n  $ partial-trust watch --every 5')
    .action((options: Options) =>
      withControl(context, options.config, async (access) => {
        const everyMs = options.every * 1000
        const terminal = 'isTTY' in context.stdout && context.stdout.isTTY === true
        let changed = new AbortController()
        const leave = access.control.store.subscribe(() => changed.abort())
        let shown = ''
        while (!context.signal.aborted) {
          changed = new AbortController()
          const report = await gatherStatus(access, context, Date.now())
          // The moments differ at every look; only what they are moments of is news.
          const news = JSON.stringify({ ...report, processes: report.processes.length })
          if (options.json !== true) {
            if (terminal) context.stdout.write(`${clearScreen}${statusText(report)}`)
            else if (news !== shown) context.stdout.write(`${statusText(report)}\n`)
          } else if (news !== shown) context.stdout.write(`${JSON.stringify(report)}\n`)
          shown = news
          const signal = AbortSignal.any([changed.signal, context.signal])
          await sleep(everyMs, undefined, { signal }).catch(() => undefined)
        }
        leave()
      }),
    )
}

function seconds(text: string): number {
  const value = /^\d{1,4}(\.\d{1,3})?$/u.test(text) ? Number(text) : Number.NaN
  if (value >= 0.1 && value <= 3600) return value
  throw new InvalidArgumentError('must be seconds from 0.1 to 3600')
}
