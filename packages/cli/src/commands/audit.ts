import type { AuditEntry, ControlStore } from '@partial-trust/control'
import { StoreUnavailableError, verifyAudit, wholeStore } from '@partial-trust/control'
import type { CliContext, RegisterCommand } from '../context.js'
import { printable } from '../printable.js'
import { withControl } from '../control-access.js'

type Options = { readonly json?: true; readonly config?: string; readonly head?: string }

export const registerAudit: RegisterCommand = (program, context) => {
  const audit = program
    .command('audit')
    .description('show who changed live control, when, what and why')
    .argument('[intent]', 'one corridor only')
    .option('--json', 'print one JSON object a line')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText('after', '\nExample:\n  $ partial-trust audit decide_refund')
    .action((intent: string | undefined, options: Options) =>
      withControl(context, options.config, async ({ control }) => {
        let shown = 0
        for await (const entry of allEntries(control.store)) {
          if (intent !== undefined && entry.intent !== intent) continue
          shown += 1
          const line = options.json === true ? JSON.stringify(entry) : inWords(entry)
          context.stdout.write(`${line}\n`)
        }
        if (shown === 0) {
          const whom = intent === undefined ? '' : ` of ${intent}: see \`partial-trust status\``
          context.stderr.write(`no change is on record${whom}\n`)
        }
      }),
    )
  audit
    .command('verify')
    .description('check the trail: nothing edited, removed, reordered or cut off')
    .option('--head <hash>', 'a hash noted earlier, of the last entry then: it must still be there')
    .option('--json', 'print the verdict as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nExits 1 when the trail is broken. The hash it prints is worth noting elsewhere: with it, even a\n' +
        'trail that was rewritten from the first entry on is found out.\n\nExample:\n  $ partial-trust audit verify',
    )
    // A parent command with the same option takes it first, so both are looked at.
    .action((_own: Options, command: { optsWithGlobals(): Options }) => {
      const options = command.optsWithGlobals()
      return withControl(context, options.config, ({ control }) =>
        verify(context, control.store, options),
      )
    })
}

async function verify(context: CliContext, store: ControlStore, options: Options): Promise<void> {
  const { head, corridors } = await store.read()
  const entries = []
  try {
    for await (const entry of allEntries(store)) {
      if (entry.seq <= head.seq) entries.push(entry) // what came after the head was read is newer
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    return conclude(context, options, {
      kind: 'broken',
      seq: entries.length + 1,
      problem: error.message,
    })
  }
  const verdict = verifyAudit(entries, { head, corridors: corridors.values() })
  const { head: noted } = options
  if (
    verdict.kind === 'intact' &&
    noted !== undefined &&
    !entries.some(({ hash }) => hash === noted)
  ) {
    const problem =
      'the noted hash is not in the trail: it was rewritten, or belongs to another store'
    return conclude(context, options, { kind: 'broken', seq: 1, problem })
  }
  conclude(context, options, verdict)
}

function conclude(
  context: CliContext,
  { json }: Options,
  verdict: ReturnType<typeof verifyAudit>,
): void {
  if (json === true) context.stdout.write(`${JSON.stringify(verdict)}\n`)
  else if (verdict.kind === 'intact') {
    context.stdout.write(`intact: ${verdict.entries} entries, the last ${verdict.head.hash}\n`)
  } else context.stdout.write(`BROKEN at entry ${verdict.seq}: ${verdict.problem}\n`)
  if (verdict.kind === 'broken') context.setExitCode(1)
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
    return `${seq}  ${at}  ${printable(by)}  ${action} the store: ${printable(reason)}`
  }
  const outcome = to.killed ? `killed (${stage})` : stage
  return `${seq}  ${at}  ${printable(by)}  ${action} ${printable(intent)} -> ${outcome}: ${printable(reason)}`
}
