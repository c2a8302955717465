import type { RegisteredCorridor } from '@partial-trust/engine'
import type { DefinedCorridor } from './define/define-corridor.js'
import type { MeasuredCorridor } from './metrics/metric-source.js'
import type { Parts } from './open-parts.js'
import type { Trust, TrustedCorridor, TrustOptions } from './open-trust.js'
import { outcomesOf } from './outcomes-of.js'

export type OpenCorridors = Pick<Trust, 'open'> & {
  registered(): readonly RegisteredCorridor[]
  measured(): readonly MeasuredCorridor[]
}

/** The corridors of one process, each opened once, with the types of its own definition. */
export function openCorridors(
  parts: Parts,
  named: TrustOptions['corridors'] | null,
): OpenCorridors {
  const opened = new Map<string, RegisteredCorridor>()
  const measured: MeasuredCorridor[] = []
  const byDefinition = new WeakMap<object, unknown>()
  return {
    registered: () => [...opened.values()],
    measured: () => measured,
    open<Command, Decision>(definition: DefinedCorridor<Command, Decision>) {
      if (!isDefinition(definition)) {
        throw new TypeError(
          'open: give what defineCorridor made; its own argument is no corridor yet',
        )
      }
      const { intent } = definition
      const known = byDefinition.get(definition)
      if (isTrusted<Command, Decision>(known)) return known
      if (opened.has(intent)) {
        throw new TypeError(`open: another definition of ${intent} is open in this process`)
      }
      if (named !== null && named !== undefined && !named.some((one) => one.intent === intent)) {
        throw new TypeError(`open: ${intent} is none of the corridors that openTrust was given`)
      }
      const { corridor, registration } = parts.openDefined(definition)
      opened.set(intent, registration)
      const trusted: TrustedCorridor<Command, Decision> = {
        intent,
        epoch: corridor.epoch,
        decide: (command, decideOptions) => corridor.decide(command, decideOptions),
        outcome: outcomesOf(parts, definition),
        use: () => corridor.use(),
        grant: () => corridor.grant(),
      }
      measured.push(trusted)
      byDefinition.set(definition, trusted)
      return trusted
    },
  }
}

function isTrusted<Command, Decision>(value: unknown): value is TrustedCorridor<Command, Decision> {
  return value !== undefined // only what was opened for this very definition is kept under it
}

/** JavaScript gives what it likes. */
function isDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'bind' in value && 'openTyped' in value
}
