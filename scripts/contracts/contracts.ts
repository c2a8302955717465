import {
  candidateSchema,
  commandSchema,
  decisionSchema,
} from '../../examples/household/dist/index.js'
import { riskRecordJsonSchema } from '../../packages/core/dist/index.js'
import { planSchema } from '../../packages/plan/dist/index.js'
import type { JsonObject } from './compare-schemas.ts'
import type { Direction } from './required-bump.ts'

export type Contract = {
  readonly file: string
  readonly direction: Direction
  readonly schema: JsonObject
}

/** The contracts as the code has them; the files under `contracts/` are written from these. */
export const contracts: readonly Contract[] = [
  { file: 'command.schema.json', direction: 'input', schema: plain(commandSchema) },
  { file: 'decision.schema.json', direction: 'output', schema: plain(decisionSchema) },
  // Sent to the model and checked on its answers: a wider one accepts all that was accepted.
  { file: 'candidate.schema.json', direction: 'input', schema: plain(candidateSchema) },
]

/** Formats of the product itself, versioned by a number inside them and not with the contracts. */
export const formats: readonly Pick<Contract, 'file' | 'schema'>[] = [
  { file: 'partial-trust.plan.schema.json', schema: plain(planSchema) },
  { file: 'risk-record.schema.json', schema: plain(riskRecordJsonSchema) },
]

export const contractsDirectory = new URL('../../contracts/', import.meta.url)

function plain(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema))
}
