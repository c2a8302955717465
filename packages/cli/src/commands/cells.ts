import { foldCells } from '@partial-trust/analysis/cells'
import { missingLog } from '@partial-trust/analysis'
import { UserError } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { spareMemory } from '../spare-memory.js'
import { writable } from '../writable.js'

/** `cells`: the counts between records and verdicts. */
export const registerCells: RegisterCommand = (program, context) => {
  program
    .command('cells')
    .description(
      'Count risk logs into cells, one JSON line for every corridor, epoch, stage, rate, process and ten seconds: metric -> [s, n]. `gate --cells` judges them as it judges the log',
    )
    .option('--risk-log <path...>', `${riskLogHelp}; several are counted one after the other`)
    .addHelpText(
      'after',
      `
Lines of one cell add up, so that files of several hosts can be put one after the other. The last line of a log
says what is missing or could not be read of it. Each record must be in one of the logs only.

Example:
  $ partial-trust cells --risk-log logs/partial_trust_risk.jsonl > cells.jsonl
  $ partial-trust gate --cells cells.jsonl --stage canary`,
    )
    .action(async ({ riskLog }: { readonly riskLog?: readonly string[] }) => {
      spareMemory()
      for (const given of riskLog ?? [undefined]) {
        const log = await findRiskLog(given, context)
        if (log.parts.length === 0 && log.holes.length === 0) {
          throw new UserError(await missingLog(log.name))
        }
        for await (const line of foldCells(log, context.signal)) {
          if (context.stdout.write(`${JSON.stringify(line)}\n`)) continue
          await writable(context.stdout)
        }
      }
    })
}
