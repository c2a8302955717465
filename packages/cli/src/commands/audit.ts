import { auditStore, isTrial, wholeStore } from '@partial-trust/control'
import type { AuditEntry, AuditVerdict, Control, ControlStore } from '@partial-trust/control'
import type { CliContext, RegisterCommand } from '../context.js'
import { printable } from '../printable.js'
import { knownIntents, requireKnown, withControl } from '../control-access.js'

type Options = { readonly json?: true; readonly config?: string; readonly head?: string }

export const registerAudit: RegisterCommand = (program, context) => {
  const audit = program
    .command('audit')
    .description('show who changed live control, when, what and why')
    .argument(
      '[intent]',
      'one corridor only; without it, of all but the trials of the kill (partial_trust_canary)',
    )
    .option('--json', 'print one JSON object a line')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText('after', '\nExample:\n  $ partial-trust audit decide_refund')
    .action((intent: string | undefined, options: Options) =>
      withControl(context, options.config, async ({ control, registered }) => {
        let shown = 0
        for await (const entry of allEntries(control.store)) {
          if (intent === undefined ? isTrial(entry) : entry.intent !== intent) continue
          shown += 1
          const line = options.json === true ? JSON.stringify(entry) : inWords(entry)
          context.stdout.write(`${line}\n`)
        }
        if (shown > 0) return
        if (intent === undefined) {
          context.stderr.write('no change is on record\n')
          return
        }
        requireKnown(intent, knownIntents(registered, await control.store.read()))
        context.stderr.write(`no change is on record of ${intent}\n`)
      }),
    )
  audit
    .command('verify')
    .description(
      'hold the store against its trail: no entry edited, removed, reordered or cut off, every field, plan and count as it says',
    )
    .option('--head <hash>', 'a hash noted earlier, of the last entry then: it must still be there')
    .option('--json', 'print the verdict as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nExits 1 when the trail is broken or empty, naming each field that differs with both values. Fields that\n' +
        'entries of older versions did not record are listed as NOT COVERED. The hash it prints is worth noting elsewhere: with it, even a\n' +
        'trail that was rewritten from the first entry on is found out.\n\nExample:\n  $ partial-trust audit verify',
    )
    // A parent command with the same option takes it first, so both are looked at.
    .action((_own: Options, command: { optsWithGlobals(): Options }) => {
      const options = command.optsWithGlobals()
      return withControl(context, options.config, ({ control }) =>
        verify(context, control, options),
      )
    })
}

async function verify(context: CliContext, control: Control, options: Options): Promise<void> {
  const { head: noted } = options
  let found = noted === undefined
  const verdict = await auditStore(control.store, control.evidence, ({ hash }) => {
    if (hash === noted) found = true
  })
  if (verdict.kind === 'broken' || found) return conclude(context, options, verdict)
  const problem =
    'the noted hash is not in the trail: it was rewritten, or belongs to another store'
  conclude(context, options, { kind: 'broken', seq: 1, problem, differences: [] })
}

function conclude(context: CliContext, { json }: Options, verdict: AuditVerdict): void {
  if (verdict.kind === 'broken') context.setExitCode(1)
  if (json === true) context.stdout.write(`${JSON.stringify(verdict)}\n`)
  else for (const line of linesOf(verdict)) context.stdout.write(`${line}\n`)
}

function linesOf(verdict: AuditVerdict): readonly string[] {
  switch (verdict.kind) {
    case 'intact':
      return [`intact: ${verdict.entries} entries, the last ${verdict.head.hash}`]
    case 'not_covered':
      return [
        `the chain holds: ${verdict.entries} entries, the last ${verdict.head.hash}`,
        'NOT COVERED, because the entries are of a version that did not record it:',
        ...verdict.fields.map((field) => `  ${printable(field)}`),
      ]
    case 'broken':
      return [`BROKEN at entry ${verdict.seq}: ${printable(verdict.problem)}`]
  }
}

async function* allEntries(store: ControlStore): AsyncGenerator<AuditEntry> {
  let after = 0
  for (;;) {
    const page = await store.audit({ after })
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.seq
  }
}

function inWords({ seq, at, by, action, intent, reason, to }: AuditEntry): string {
  const stage =
    to.stage === null
      ? 'no rollout'
      : `${to.stage}${to.closed === null ? '' : `, closed (${to.closed})`}`
  if (intent === wholeStore) {
    const what = action === 'tokens' ? 'changed tokens' : `${action} the store`
    return `${seq}  ${at}  ${printable(by)}  ${what}: ${printable(reason)}`
  }
  const outcome = to.killed ? `killed (${stage})` : stage
  return `${seq}  ${at}  ${printable(by)}  ${action} ${printable(intent)} -> ${outcome}: ${printable(reason)}`
}
