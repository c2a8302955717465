import { objectShapes } from './record-shape.js'
import { ownName, wordShape, type Trait } from './traits.js'

/** Whether this can be declared as a trait of that name. */
export function isTrait(trait: Trait, name: string): boolean {
  if (!ownName.test(name) || summaryKeys.has(name)) return false
  if (trait.kind !== 'word') return trait.kind === 'boolean' || trait.kind === 'integer'
  return trait.words.length > 0 && trait.words.every((word) => wordShape.test(word))
}

const summaryKeys: ReadonlySet<string> = new Set([
  ...Object.keys(objectShapes.baseline_summary),
  ...Object.keys(objectShapes.llm_summary),
])
