import { accept, carriable, confidenceAtLeast, idText, refuse, saysYes } from '@partial-trust/core'
import type {
  AcceptanceRule,
  CorridorDefinition,
  CorridorTraits,
  OwnReasonEntry,
  Trait,
} from '@partial-trust/core'
import type { JsonSchema } from '@partial-trust/engine'
import type { OpenedAsker } from '@partial-trust/llm'
import { checksOf } from './checks-of.js'
import type { CorridorSpec } from './corridor-spec.js'
import { confidenceOf, decisionReading, partWords, unlabelled } from './readings.js'
import { parseWith } from './standard-schema.js'

/** The engine's own terms for a corridor in the words of the application. */
export function definitionOf<Command, Decision, Candidate>(
  spec: CorridorSpec<Command, Decision, Candidate>,
  asker: OpenedAsker<Command>,
  schema: JsonSchema | null,
): CorridorDefinition<Command, Decision, Candidate> {
  const { intent, confidence, traceId, salt, labels = [unlabelled] } = spec
  const traits = traitsOf(spec)
  const decide = decisionMaker(spec)
  const checks = checksOf(spec.candidate)
  const constants = [schema, confidence?.atLeast ?? null, String(spec.decide), String(spec.label)]
  return {
    intent,
    taskId: asker.taskId,
    version: spec.version ?? '1',
    intents: [intent],
    decisionTypes: labels,
    ...(salt === undefined ? {} : { salt }),
    ...(traits === undefined ? {} : { traits }),
    ...(traceId === undefined ? {} : { traceId: (command: Command) => traceId(command) }),
    reasons: reasonsOf(spec),
    ...(confidence === undefined ? {} : { confidenceKind: confidence.kind }),
    constants: checks === null ? constants : [...constants, checks],
    commandId: (command) => idText(spec.id(command)),
    baseline: (command) => spec.baseline(command),
    readBaseline(decision, command) {
      const replaceable =
        spec.replaceable === undefined || saysYes(spec.replaceable(decision, command))
      const reading = decisionReading(spec, decision, replaceable)
      return { ...reading, summary: { ...reading.summary, ...partWords(spec, command) } }
    },
    permits: (command) => spec.permits === undefined || spec.permits(command),
    request: (command) => asker.request(command),
    parse: (value) => parseWith(spec.candidate, value),
    rules: rulesOf(spec),
    readCandidate(candidate, command, baseline) {
      const { summary, entityKeys } = decisionReading(
        spec,
        // Whole, or promises in one that a rule refuses would reject unheard.
        carriable(decide(candidate, command, baseline)),
        true,
      )
      const stated = { ...partWords(spec, command), ...confidenceOf(spec, candidate) }
      return { summary: { ...summary, ...stated }, entityKeys }
    },
    decide,
  }
}

/** Its own traits, and a closed list for each of its parts. */
function traitsOf<Command, Decision, Candidate>({
  traits,
  parts,
}: CorridorSpec<Command, Decision, Candidate>): CorridorTraits | undefined {
  if (parts === undefined) return traits
  const lists = Object.entries(parts).map(([key, { words }]): [string, Trait] => [
    key,
    { kind: 'word', words },
  ])
  return { ...traits, decision: { ...traits?.decision, ...Object.fromEntries(lists) } }
}

function decisionMaker<Command, Decision, Candidate>(
  spec: CorridorSpec<Command, Decision, Candidate>,
): (candidate: Candidate, command: Command, baseline: Decision) => Decision {
  return (candidate, command, baseline) => {
    if (spec.decide !== undefined) return spec.decide(candidate, command, baseline)
    // The types demand `decide` wherever a candidate is no decision.
    const decision: unknown = candidate
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    return decision as Decision
  }
}

function rulesOf<Command, Decision, Candidate>({
  confidence,
  rules = {},
}: CorridorSpec<Command, Decision, Candidate>): CorridorDefinition<
  Command,
  Decision,
  Candidate
>['rules'] {
  type Rule = AcceptanceRule<Command, Decision, Candidate>
  const own = Object.entries(rules).map(([name, rule]): Rule =>
    Object.assign(
      (proposal: Parameters<Rule>[0]) => (saysYes(rule(proposal)) ? accept : refuse(name)),
      { identity: `${name} ${String(rule)}` },
    ),
  )
  if (confidence === undefined) return own.length > 0 ? own : [schemaIsTheRule]
  return [confidenceAtLeast(confidence.atLeast, confidence.of), ...own]
}

/** Where a corridor has no rule of its own, what its candidate's schema takes is accepted. */
function schemaIsTheRule(): typeof accept {
  return accept
}

function reasonsOf<Command, Decision, Candidate>({
  rules = {},
  reasons = {},
}: CorridorSpec<Command, Decision, Candidate>): Readonly<Record<string, OwnReasonEntry>> {
  return Object.fromEntries(
    Object.keys(rules).map((name) => [
      name,
      reasons[name] ?? {
        meaning: `The corridor’s rule ${name} did not say yes.`,
        action: `Look at what ${name} checks, and whether the model is told of it.`,
      },
    ]),
  )
}
