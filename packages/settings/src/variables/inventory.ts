import type { Config } from './config.js'
import type { Environment } from './read-config.js'
import { variables } from './variables.js'
import type { VariableName } from './variables.js'
import { withoutPassword } from './without-password.js'

/** One row of `partial-trust config`: everything there is to know about one variable. */
export type InventoryRow = {
  readonly name: VariableName
  readonly type: string
  readonly default: string
  readonly valid: string
  readonly meaning: string
  /** The value in force; a secret as `***`, nothing as the empty string. */
  readonly value: string
  readonly source: 'environment' | 'default'
  readonly problem: string | null
}

const masked = '***'

/** The inventory of all variables, in the order of the documentation. */
export function inventory(env: Environment, config: Config): InventoryRow[] {
  const names = Object.keys(variables).filter(isVariableName)
  return names.map((name) => {
    const { type, default: byDefault, valid, meaning, secret } = variables[name]
    const text = env[name]
    const value = text === undefined ? byDefault : secret ? masked : withoutPassword(text)
    return {
      name,
      type,
      default: byDefault,
      valid,
      meaning,
      value,
      source: text === undefined ? 'default' : 'environment',
      problem: config.problems.find((found) => found.variable === name)?.problem ?? null,
    }
  })
}

function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(variables, name)
}
