import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadConfigFile } from '@partial-trust/host'
import type { Plan } from '@partial-trust/core'
import { loadPlan } from '@partial-trust/plan'
import {
  documentBlocks,
  drift,
  renderBlocks,
  runbookPath,
} from '@partial-trust/readiness/documents'
import { adrPath, analyzerPath } from '@partial-trust/readiness/preflight'
import { isOurRepository, runbookOf } from '@partial-trust/readiness'
import { UserError } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { plansOf } from '../plans-of.js'
import { writeOutput } from '../write-output.js'

type RunbookFlags = {
  readonly write?: true
  readonly check?: true
  readonly config?: string
  readonly plan?: string
}

export const registerRunbook: RegisterCommand = (program, context) => {
  program
    .command('runbook')
    .description('render the rollout runbook from the live configuration, plan and reason codes')
    .option('--write', `write ${runbookPath}, and the generated parts of other documents`)
    .option('--check', 'exit 1 when a document says something else than the code')
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'rollout plan')
    .addHelpText(
      'after',
      '\nWithout an option it prints the runbook.\n\nExample:\n  $ partial-trust runbook --check',
    )
    .action(async (flags: RunbookFlags) => {
      if (flags.write === true && flags.check === true) {
        throw new UserError('give --write or --check, not both', 2)
      }
      const { cwd } = context
      const { config } = await loadConfigFile(cwd, flags.config, context.embedded)
      const loadedOf = await plansOf(context, flags)
      const planOf = (intent: string): Plan => loadedOf(intent).plan
      const blocks = documentBlocks(loadPlan(cwd, flags.plan).plan, config.corridors)
      const rendered = new Map([[runbookPath, runbookOf(cwd, planOf, config.corridors)]])
      for (const path of isOurRepository(cwd) ? [adrPath, analyzerPath] : []) {
        const file = resolve(cwd, path)
        if (existsSync(file)) rendered.set(path, renderBlocks(readFileSync(file, 'utf8'), blocks))
      }
      if (flags.write === true) write(cwd, rendered)
      else if (flags.check === true) check(cwd, rendered)
      else context.stdout.write(rendered.get(runbookPath) ?? '')
    })

  function write(cwd: string, rendered: ReadonlyMap<string, string>): void {
    for (const [path, text] of rendered) {
      writeOutput(resolve(cwd, path), text, 'the document')
      context.stderr.write(`wrote ${path}\n`)
    }
  }

  function check(cwd: string, rendered: ReadonlyMap<string, string>): void {
    for (const [path, text] of rendered) {
      const file = resolve(cwd, path)
      const found = existsSync(file) ? drift(readFileSync(file, 'utf8'), text) : null
      if (existsSync(file) && found === null) {
        context.stdout.write(`${path}: says what the code does\n`)
        continue
      }
      context.setExitCode(1)
      context.stdout.write(
        found === null
          ? `${path}: is missing; run \`partial-trust runbook --write\`\n`
          : `${path}:${found.line}: drifted; run \`partial-trust runbook --write\`\n  document: ${found.stands}\n  code:     ${found.rendered}\n`,
      )
    }
  }
}
