import { defineCorridor as checked, openCorridor } from '@partial-trust/core'
import type { CandidateSource, Clock, Corridor } from '@partial-trust/core'
import { registerCorridor, traced } from '@partial-trust/engine'
import type { RegisteredCorridor, RuntimeParts, Validation } from '@partial-trust/engine'
import { askerOf } from '@partial-trust/llm'
import type { Llm } from '@partial-trust/llm'
import { checkSpec } from './check-spec.js'
import type { CorridorSpec, DecideWhereNeeded } from './corridor-spec.js'
import { definitionOf } from './definition-of.js'
import { check, jsonSchemaOf } from './standard-schema.js'

/** What a corridor needs of the process to find out whom it asks. */
export type AskParts = {
  readonly clock: Clock
  /** Null while the policy is off or refused. */
  readonly llm: Llm | null
  readonly profile: string
  /** Stands between the corridor and whom it asks, e.g. for a drill. Default: nobody does. */
  readonly standIn?: (source: CandidateSource | null) => CandidateSource | null
}

/** One definition for every way to run it: in a process, in the service, on the command line. */
export interface DefinedCorridor<Command, Decision> extends RegisteredCorridor {
  /** The same corridor, bound to whom it asks in this process. */
  bind(parts: AskParts): BoundCorridor<Command, Decision>
}

/** A corridor that knows whom to ask. */
export interface BoundCorridor<Command, Decision> extends RegisteredCorridor {
  readonly source: CandidateSource | null
  /** Opens it for commands that the caller's own types have checked. */
  openTyped(parts: RuntimeParts): Corridor<Command, Decision>
}

/**
 * Defines a corridor around a decision that the application already makes.
 *
 * @throws {TypeError} naming field, value and remedy.
 */
export function defineCorridor<Command, Decision, Candidate>(
  spec: CorridorSpec<Command, Decision, Candidate> & DecideWhereNeeded<Decision, Candidate>,
): DefinedCorridor<Command, Decision> {
  checkSpec<Command, Decision, Candidate>(spec)
  const { intent, deadlineMs, sampleRate, mode, profile, plan, limits, authorities, examples } =
    spec
  const asker = askerOf(spec.ask)
  const schema = spec.candidateJsonSchema ?? jsonSchemaOf(spec.candidate, 'input')
  const own = stated({ deadlineMs, sampleRate, mode, profile, plan, limits, authorities, examples })
  const contracts = {
    command: jsonSchemaOf(spec.command, 'input') ?? {},
    decision: jsonSchemaOf(spec.decision, 'output') ?? {},
  }

  function validate(value: unknown): Validation<Command> {
    if (spec.command === undefined) return uncheckable
    const found = check(spec.command, value)
    return found.kind === 'valid' ? { kind: 'valid', command: found.value } : found
  }

  function bind(parts: AskParts): BoundCorridor<Command, Decision> {
    const opened = asker.open({ intent, schema, ...parts })
    const source = parts.standIn === undefined ? opened.source : parts.standIn(opened.source)
    const definition = checked(definitionOf<Command, Decision, Candidate>(spec, opened, schema))
    const registered = registerCorridor({ definition, validate, contracts, ...own })
    return {
      ...registered,
      asksPolicy: asker.kind === 'policy',
      askedPerDecision: {
        authorities: registered.askedPerDecision.authorities,
        command: spec.permits === undefined ? [] : ['permits'],
      },
      source,
      open: (runtime) => registered.open({ ...runtime, source }),
      openTyped: (runtime) =>
        traced(
          openCorridor(definition, {
            ...runtime,
            ...stated({ limits, mode, authorities }),
            source,
          }),
        ),
    }
  }

  // Bound once to nobody, so that a mistake is found where it stands and not at the first decision.
  return { ...bind({ clock: stoppedClock, llm: null, profile: '' }), bind }
}

/** Whether a registration was made by {@link defineCorridor}. */
export function isDefined(
  registration: RegisteredCorridor,
): registration is DefinedCorridor<unknown, unknown> {
  return 'bind' in registration && typeof registration.bind === 'function'
}

const uncheckable: Validation<never> = {
  kind: 'invalid',
  problems: [
    {
      pointer: '',
      message:
        'the corridor’s definition has no `command` schema, so a command from outside cannot be checked',
    },
  ],
}

/** For looking at a definition only: nothing is asked under it. */
const stoppedClock: Clock = {
  epochMs: () => 0,
  monotonicMs: () => 0,
  setTimer: () => null,
  clearTimer: () => undefined,
}

type Stated<Of> = { [Key in keyof Of]?: Exclude<Of[Key], undefined> }

/** What of it is given, without the members that are undefined. */
function stated<Of extends object>(given: Of): Stated<Of> {
  const kept: Stated<Of> = {}
  for (const key in given) {
    const value = given[key]
    if (isGiven(value)) kept[key] = value
  }
  return kept
}

function isGiven<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined
}
