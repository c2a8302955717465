import { readConfig, UserError } from '@partial-trust/settings'
import type { Config } from '@partial-trust/settings'
import { killCorridors, openControl, StoreUnavailableError } from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import { configFilePath } from '@partial-trust/host'
import { systemClock } from '@partial-trust/engine'
import { changeCommand } from '../change-command.js'
import type { ChangeOptions } from '../change-command.js'
import type { CliContext, RegisterCommand } from '../context.js'
import {
  addressProblem,
  knownIntents,
  noCorridor,
  operator,
  servedIntents,
} from '../control-access.js'
import { isInForce, killText } from '../kill-text.js'
import { notKnown } from '../whether-stored.js'
import { namesInConfig } from '../names-in-config.js'

type KillFlags = ChangeOptions & { readonly untilApplied?: true }

export const registerKill: RegisterCommand = (program, context) => {
  changeCommand(
    program,
    'kill',
    'close a corridor at once, in every process, whatever else is going on',
  )
    .option('--until-applied', 'wait until every process confirmed or its lease ran out')
    .addHelpText(
      'after',
      '\nWrites to the control store directly, so it works when the service is down and when the\n' +
        'configuration file does not load. Then says which processes confirmed it and when; exits 1 as\n' +
        'NOT KILLED when nobody did, or someone did not. One that cannot reach the store closes by itself\n' +
        'when its lease runs out.\n\n' +
        'Example:\n  $ partial-trust kill decide_refund --reason "wrong items since 14:10"',
    )
    .action((intent: string | undefined, flags: KillFlags) => kill(context, intent, flags))
}

/** Reads nothing but the store's address before it writes, and never makes a store. */
async function kill(
  context: CliContext,
  intent: string | undefined,
  flags: KillFlags,
): Promise<void> {
  const reason = flags.reason.trim()
  if (reason === '') {
    throw new UserError('--reason is empty: say why, for whoever reads it later', 2)
  }
  if ((intent === undefined) === (flags.all === undefined)) {
    throw new UserError('name one corridor, or give --all', 2)
  }
  const config = readConfig(context.env, intent === undefined ? [] : [intent])
  const control = openForKill(config, context.cwd)
  let written: (() => void) | undefined
  try {
    if (intent !== undefined) await mustBeKnown(control, intent, flags, context)
    written = tellIfSlow(context, notKnown(intent))
    const report = await killCorridors(control, {
      intents: intent === undefined ? null : [intent],
      by: flags.by ?? operator(),
      reason,
      untilApplied: flags.untilApplied === true,
      clock: systemClock,
      signal: context.signal,
      written,
    })
    const inForce = isInForce(report)
    if (flags.json === true) context.stdout.write(`${json(report, inForce)}\n`)
    else (inForce ? context.stdout : context.stderr).write(killText(report))
    if (!inForce) context.setExitCode(1)
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    const after = error.mayBeDone ? `. ${notKnown(intent)}.` : ''
    throw notKilled(`${error.message}${after}`, config.leaseMs)
  } finally {
    written?.()
    await control.close()
  }
}

const patienceMs = 1000

/** Says that the store is waited for, and what a person who stops now should know; ended by what it gives back. */
function tellIfSlow({ stderr }: CliContext, stoppedNow: string): () => void {
  const timer = setTimeout(() => {
    stderr.write(
      `still waiting for the store: others keep it busy, or it does not answer. Stopped now: ${stoppedNow}\n`,
    )
  }, patienceMs)
  return () => clearTimeout(timer)
}

function openForKill(config: Config, cwd: string): Control {
  const address = addressProblem(config)
  if (address !== undefined) {
    throw notKilled(`PARTIAL_TRUST_STATE: ${address.problem}`, config.leaseMs)
  }
  const control = openControl(config.state, { cwd, now: Date.now })
  if (control !== null) return control
  throw new UserError(
    'NOT KILLED: PARTIAL_TRUST_STATE is none, so there is no live control: set PARTIAL_TRUST_ENABLED=false where the processes run, and restart them',
  )
}

function notKilled(problem: string, leaseMs: number): UserError {
  return new UserError(
    `NOT KILLED: ${problem}\n` +
      `What holds: a process that reaches its store goes on as before; one that cannot reach it closes when its lease runs out (${leaseMs} ms here).\n` +
      'What to do: kill again as the user that the processes run as, with their PARTIAL_TRUST_STATE, or, where they run, set PARTIAL_TRUST_ENABLED=false and restart or end them.',
  )
}

const configLimitMs = 1000

/**
 * A misspelt name must not read as a kill. The store knows every corridor that a living process
 * serves; only for one it does not know is the configuration asked, and not for long.
 *
 * @throws {UserError} when there is no such corridor, as far as that can be told.
 */
async function mustBeKnown(
  control: Control,
  intent: string,
  flags: KillFlags,
  context: CliContext,
): Promise<void> {
  const known = await knownToStore(control).finally(tellIfSlow(context, 'nothing is changed'))
  if (known.size === 0 || known.has(intent)) return
  const file = configFilePath(context.cwd, flags.config)
  const registered = file === undefined ? [] : await namesInConfig(file, configLimitMs)
  if (registered === null) {
    context.stderr.write(
      `${intent} is not known to the store, and ${file} does not say within ${configLimitMs} ms: killing it all the same\n`,
    )
    return
  }
  for (const name of registered) known.add(name)
  if (known.has(intent)) return
  throw new UserError(`NOT KILLED: ${noCorridor(intent, known)}`, 2)
}

/** Empty where the store does not say: then nothing can be checked, and the kill goes ahead. */
async function knownToStore(control: Control): Promise<Set<string>> {
  try {
    const held = knownIntents([], await control.store.read())
    return new Set([...held, ...(await servedIntents(control))])
  } catch {
    return new Set()
  }
}

function json(report: Awaited<ReturnType<typeof killCorridors>>, inForce: boolean): string {
  const { store, states, processes, problem } = report
  return JSON.stringify(
    {
      result: inForce ? 'killed' : 'not_killed',
      store,
      changes: states.map((state) => ({ intent: state.intent, result: 'changed', state })),
      processes,
      problem,
    },
    null,
    2,
  )
}
