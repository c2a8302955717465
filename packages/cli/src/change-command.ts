import type { Command } from 'commander'
import type {
  Asked,
  Change,
  ChangeRequest,
  ConfidenceStanding,
  ControlStore,
  CorridorState,
  Decided,
} from '@partial-trust/control'
import { closedParts, decideTogether, untouched } from '@partial-trust/control'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { printable } from './printable.js'
import { wholeNumber } from './whole-number.js'
import { knownIntents, operator, requireKnown, withControl } from './control-access.js'
import { whetherStored } from './whether-stored.js'
import type { ControlAccess } from './control-access.js'

export type ChangeOptions = {
  readonly all?: true
  readonly reason: string
  readonly by?: string
  readonly json?: true
  readonly ifVersion?: number
  readonly config?: string
}

/** Works out the action for one corridor; may look at the store first. */
export type ActionFor = (state: CorridorState, access: ControlAccess) => Promise<Decided>

/** The options every change of live control has: whom, why, who. */
export function changeCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument('[intent]', 'the corridor')
    .option('--all', 'every known corridor instead of one')
    .requiredOption('--reason <why>', 'why; goes into the audit trail')
    .option('--by <who>', 'who; default: your user and host name')
    .option(
      '--if-version <n>',
      'the version you decided on, as `status` showed it: change nothing if it is another by now',
      wholeNumber,
    )
    .option('--json', 'print the result as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
}

/** Carries a change out on the corridors asked for and says what became of each. */
export async function runChange(
  context: CliContext,
  intent: string | undefined,
  options: ChangeOptions,
  actionFor: ActionFor,
): Promise<void> {
  const reason = options.reason.trim()
  if (reason === '')
    throw new UserError('--reason is empty: say why, for whoever reads it later', 2)
  if ((intent === undefined) === (options.all === undefined)) {
    throw new UserError('name one corridor, or give --all', 2)
  }
  const by = options.by ?? operator()
  await withControl(context, options.config, async (access) => {
    const { store } = access.control
    const snapshot = await store.read()
    const known = knownIntents(access.registered, snapshot)
    if (intent !== undefined) requireKnown(intent, known)
    const results: Result[] = []
    for (const name of intent === undefined ? known : [intent]) {
      const state = snapshot.corridors.get(name) ?? untouched(name)
      const wished = await actionFor(state, access)
      const signed = { by, reason, expectedVersion: options.ifVersion ?? state.version }
      const change = changeOne(store, state, wished, signed)
      const result = await whetherStored(name, context, change).catch((error: unknown) => {
        report(context, options.json === true, results) // those before it hold
        throw error
      })
      results.push({ intent: name, ...result })
    }
    const exitCode = Math.max(0, ...results.map(codeOf))
    report(context, options.json === true, results)
    if (exitCode > 0) context.setExitCode(exitCode)
  })
}

type Outcome =
  | Change
  /** The first of the two people whom the plan needs has asked. */
  | { readonly kind: 'asked'; readonly state: CorridorState }
  | (Extract<Decided, { kind: 'withheld' }> & { readonly current: CorridorState })
type Result = Outcome & { readonly intent: string }

/** Does what was worked out for a corridor, as the first or the second of those the plan needs. */
async function changeOne(
  store: ControlStore,
  state: CorridorState,
  wished: Decided,
  signed: Pick<ChangeRequest, 'by' | 'reason' | 'expectedVersion'>,
): Promise<Outcome> {
  const plan = state.rollout === null ? null : await store.plan(state.rollout.plan)
  const decided = decideTogether(wished, state, plan, signed.by, Date.now())
  if (decided.kind === 'withheld') return { ...decided, current: state }
  const { intent } = state
  const change = await store.change({ intent, action: decided.action, ...signed })
  const asks = decided.action.kind === 'ask' && change.kind === 'replaced'
  return asks ? { kind: 'asked', state: change.state } : change
}

/** The gate's own codes where a verdict stands against it. */
const withheldCodes = { none: 1, GO: 1, INSUFFICIENT: 10, NO_GO: 20 } as const

function codeOf(result: Result): number {
  if (result.kind === 'withheld') return withheldCodes[result.verdict ?? 'none']
  // Whoever goes on after a promotion must not after a wish for one.
  if (result.kind === 'asked') return withheldCodes.INSUFFICIENT
  return result.kind === 'replaced' ? 0 : 1
}

function report(context: CliContext, json: boolean, results: readonly Result[]): void {
  if (json) {
    context.stdout.write(`${JSON.stringify({ changes: results.map(asJson) }, null, 2)}\n`)
    return
  }
  for (const result of results) {
    const isDone = result.kind === 'replaced' || result.kind === 'asked'
    const out = isDone ? context.stdout : context.stderr
    out.write(`${printable(`${result.intent}: ${inWords(result)}`)}\n`)
  }
}

function asJson(result: Result): object {
  switch (result.kind) {
    case 'replaced':
      return { intent: result.intent, result: 'changed', state: result.state }
    case 'asked':
      return { intent: result.intent, result: 'asked', state: result.state }
    case 'conflict':
      return { intent: result.intent, result: 'conflict', state: result.current }
    case 'withheld':
    case 'refused':
      return {
        intent: result.intent,
        result: result.kind,
        problem: result.problem,
        state: result.current,
      }
  }
}

function inWords(result: Result): string {
  switch (result.kind) {
    case 'replaced':
      return `${standing(result.state)} (version ${result.state.version}, audit entry ${result.state.audit?.seq ?? '?'})`
    case 'asked': {
      const { version, audit, rollout } = result.state
      return `not changed yet: ${askedText(rollout?.asked)} (version ${version}, audit entry ${audit?.seq ?? '?'})`
    }
    case 'conflict': {
      const { changed_by: by, why } = result.current
      return `not changed: ${by ?? 'someone'} changed it meanwhile (${why ?? 'no reason'}); look at \`partial-trust status\` and decide again`
    }
    case 'refused':
      return `not changed: ${result.problem}`
    case 'withheld':
      return result.problem
  }
}

function askedText(asked: Asked | undefined): string {
  return asked === undefined
    ? 'another person has to do the same'
    : `the plan needs two people; another has to do the same before ${asked.until}, to ${asked.to}`
}

function withoutParts(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `, without ${parts.join(', ')}`
}

function sure(confidence: ConfidenceStanding | undefined): string {
  return confidence === undefined ? '' : `, confidence at least ${confidence.at_least}`
}

/** A corridor's standing in a few words. */
export function standing({ killed, rollout }: CorridorState): string {
  const stage =
    rollout === null
      ? 'no rollout, follows the environment'
      : `stage ${rollout.stage} at rate ${rollout.rate}${rollout.mode === 'shadow' ? ' (shadow)' : ''}${
          rollout.closed === null ? '' : `, closed (${rollout.closed})`
        }${withoutParts(closedParts(rollout.parts))}${sure(rollout.confidence)}`
  return killed ? `killed (${stage})` : stage
}
