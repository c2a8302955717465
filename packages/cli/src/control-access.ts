import { hostname, userInfo } from 'node:os'
import { UserError, readConfig } from '@partial-trust/settings'
import type { Config, ConfigProblem } from '@partial-trust/settings'
import {
  isTrial,
  openControl,
  StoreAbsentError,
  StoreUnavailableError,
} from '@partial-trust/control'
import type { Control, ControlSnapshot } from '@partial-trust/control'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadConfigFile } from '@partial-trust/host'
import type { CliContext } from './context.js'

/** What can be known of live control without a store. */
export type Surroundings = {
  readonly config: Config
  /** Corridors of the configuration file; empty where it does not load. */
  readonly corridors: readonly RegisteredCorridor[]
  /** Their names. */
  readonly registered: readonly string[]
}

/** What a command that touches live control works with. */
export type ControlAccess = Surroundings & { readonly control: Control }

/**
 * Reads the environment and the configuration file. A file that does not load is reported and
 * passed over: it must not stand between an operator and a kill.
 */
export async function surroundings(
  context: CliContext,
  configFile: string | undefined,
): Promise<Surroundings> {
  const corridors = await registeredCorridors(context, configFile)
  const registered = corridors.map(({ intent }) => intent)
  return { config: readConfig(context.env, registered), corridors, registered }
}

/**
 * Opens live control for one command and closes it afterwards.
 *
 * @throws {UserError} when there is no store to speak to, or its address does not parse.
 */
export async function withControl<Result>(
  context: CliContext,
  configFile: string | undefined,
  work: (access: ControlAccess) => Promise<Result>,
): Promise<Result> {
  return withControlIn(await surroundings(context, configFile), context, work)
}

/** The environment alone, where the configuration file is not needed. */
export function storeOnly(context: CliContext): Surroundings {
  return { config: readConfig(context.env, []), corridors: [], registered: [] }
}

/** What is wrong with the store's address; undefined where nothing is. */
export function addressProblem({ problems }: Config): ConfigProblem | undefined {
  return problems.find(({ variable }) => variable === 'PARTIAL_TRUST_STATE')
}

/** {@link withControl} for surroundings that were read already. */
export async function withControlIn<Result>(
  around: Surroundings,
  context: CliContext,
  work: (access: ControlAccess) => Promise<Result>,
): Promise<Result> {
  const { config } = around
  const address = addressProblem(config)
  if (address !== undefined) {
    throw new UserError(`PARTIAL_TRUST_STATE: ${address.problem}`)
  }
  const control = openControl(config.state, { cwd: context.cwd, now: Date.now })
  if (control === null) {
    throw new UserError(
      'PARTIAL_TRUST_STATE is none, so there is no live control: set PARTIAL_TRUST_ENABLED=false and restart to close the corridors',
    )
  }
  try {
    return await work({ ...around, control })
  } catch (error) {
    if (error instanceof StoreAbsentError) throw new UserError(error.message, 1, { cause: error })
    if (!(error instanceof StoreUnavailableError)) throw error
    throw new UserError(
      `${error.message}; processes that cannot reach it either close by themselves within ${config.leaseMs} ms`,
      1,
      { cause: error },
    )
  } finally {
    await control.close()
  }
}

/** Shorter than a start has: somebody may want to close a stage, or to see where it stands. */
const loadWithinMs = 10_000

async function registeredCorridors(
  context: CliContext,
  configFile: string | undefined,
): Promise<readonly RegisteredCorridor[]> {
  try {
    const { cwd, embedded } = context
    const { config } = await loadConfigFile(cwd, configFile, embedded, loadWithinMs)
    return config.corridors
  } catch (error) {
    if (configFile !== undefined || !(error instanceof UserError)) throw error
    context.stderr.write(`partial-trust: going on without the configuration: ${error.message}\n`)
    return []
  }
}

/** @throws {UserError} listing the corridors that are registered, when this is none of them. */
export async function registeredCorridor(
  context: CliContext,
  configFile: string | undefined,
  intent: string,
): Promise<RegisteredCorridor> {
  const { config } = await loadConfigFile(context.cwd, configFile, context.embedded)
  const found = config.corridors.find((corridor) => corridor.intent === intent)
  if (found !== undefined) return found
  throw new UserError(
    noCorridor(
      intent,
      config.corridors.map((one) => one.intent),
    ),
    2,
  )
}

/** That a name is none, with those there are. */
export function noCorridor(intent: string, known: Iterable<string>): string {
  return `there is no corridor ${intent}; known: ${[...known].toSorted().join(', ')}`
}

/** Every corridor there is a word about: registered, or in the store. */
export function knownIntents(
  registered: readonly string[],
  snapshot: ControlSnapshot,
): readonly string[] {
  return [
    ...new Set([
      ...registered,
      ...[...snapshot.corridors.values()].flatMap((state) =>
        isTrial(state) ? [] : [state.intent],
      ),
    ]),
  ].toSorted()
}

/** Corridors that processes reported lately. */
export async function servedIntents({
  evidence,
}: Pick<Control, 'evidence'>): Promise<readonly string[]> {
  const served = (await evidence.processes()).flatMap(({ corridors }) => corridors)
  return served.filter((corridor) => !isTrial(corridor)).map(({ intent }) => intent)
}

/**
 * Refuses a name that is none of those {@link knownIntents} lists; where it lists none, nobody can tell.
 *
 * @throws {UserError} listing them.
 */
export function requireKnown(intent: string, known: readonly string[]): void {
  if (known.length > 0 && !known.includes(intent)) throw new UserError(noCorridor(intent, known), 2)
}

/** Who is at the keyboard, for the audit trail. */
export function operator(): string {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    return `unknown@${hostname()}` // a container's user may have no name
  }
}
