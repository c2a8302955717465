import type { KindValues } from './field-kinds.js'
import type { objectShapes, recordShape, Field, ObjectName, Shape } from './record-shape.js'
import type { TraitValue } from './traits.js'

type Value<Of extends Field> = Of['kind'] extends keyof KindValues ? KindValues[Of['kind']] : never

type OrNull<Of extends Field, Held> = Of extends { readonly nullable: true } ? Held | null : Held

type Optional<Of extends Shape> = {
  [Key in keyof Of]: Of[Key] extends { readonly optional: true } ? Key : never
}[keyof Of]

/** The object that a shape of plain fields describes. */
type Shaped<Of extends Shape> = {
  readonly [Key in Exclude<keyof Of, Optional<Of>>]: OrNull<Of[Key], Value<Of[Key]>>
} & { readonly [Key in Optional<Of>]?: OrNull<Of[Key], Value<Of[Key]>> }

/** The corridor's own traits, whatever they are called, beside the fixed keys. */
type Traits = { readonly [trait: string]: TraitValue | undefined }

/** Who answered. */
export type ModelMeta = Shaped<(typeof objectShapes)['model_meta']>

/** What a decision looks like without its content; a corridor's traits follow `entity_keys_count`. */
export type DecisionSummary = Shaped<(typeof objectShapes)['baseline_summary']> & Traits

/** The same of a candidate; its traits stand before `confidence`. */
export type CandidateSummary = DecisionSummary & Shaped<(typeof objectShapes)['llm_summary']>

export type DiffSummary = Shaped<(typeof objectShapes)['diff_summary']>

type Objects = {
  readonly model_meta: ModelMeta
  readonly baseline_summary: DecisionSummary
  readonly llm_summary: CandidateSummary
  readonly diff_summary: DiffSummary
}

/**
 * One content-free line of the risk log, keys in the order of {@link recordShape}. No string here
 * comes from the command's text or the model's output: values are ids, numbers, booleans or
 * members of closed lists.
 */
export type RiskRecord = {
  readonly [Key in keyof typeof recordShape]: OrNull<
    (typeof recordShape)[Key],
    Key extends ObjectName ? Objects[Key] : Value<(typeof recordShape)[Key]>
  >
}
