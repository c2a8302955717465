import type { Random, SimulatedRequest } from '@partial-trust/testing'
import { readPromptData } from './prompt-data.js'
import type { NamedList, PromptData } from './prompt-data.js'
import { readShoppingWords } from './shopping-words.js'

type HouseholdCandidate = {
  readonly intent: 'add_shopping_item' | 'create_task' | 'other'
  readonly items: readonly CandidateItem[]
  readonly confidence?: number
}
type CandidateItem = {
  readonly name: string
  readonly quantity?: string
  readonly unit?: string
  readonly list_id?: string
}

/** How often the answer has a flaw although nobody asked for one, as a real model's would. */
const flawRate = 0.06

/**
 * A household candidate read off the prompt by simple rules: decent, sure of itself between 0.55 and
 * 0.99, and now and then mistaken, so that acceptance rules have something to refuse. Undefined for
 * a request of another corridor.
 */
export function householdAnswer(
  request: SimulatedRequest,
  random: Random,
  wrong: boolean,
): HouseholdCandidate | undefined {
  if (!asksForItems(request)) return undefined
  const data = readPromptData(request)
  const confidence = 0.55 + Math.round(random() ** 0.35 * 44) / 100
  const candidate = readCandidate(data, confidence)
  if (wrong) return withWrong(candidate, random)
  return random() < flawRate ? withFlaw(candidate, random) : candidate
}

/** A request without a schema is taken for the household's. */
function asksForItems({ schema }: SimulatedRequest): boolean {
  const properties = schema?.['properties']
  return typeof properties !== 'object' || properties === null || 'items' in properties
}

function readCandidate({ text, lists }: PromptData, confidence: number): HouseholdCandidate {
  const read = readShoppingWords(text)
  if (read.intent !== 'add_shopping_item' || read.items.length === 0) {
    const items = read.intent === 'create_task' ? read.items : [{ name: firstWords(text) }]
    return { intent: read.intent === 'create_task' ? 'create_task' : 'other', items, confidence }
  }
  const list = namedList(text, lists)
  const items = read.items.map((item) => (list === undefined ? item : { ...item, list_id: list }))
  return { intent: 'add_shopping_item', items, confidence }
}

function namedList(text: string, lists: readonly NamedList[]): string | undefined {
  const said = text.toLowerCase()
  const named = lists.find(({ name }) => name !== '' && said.includes(name.toLowerCase()))
  // "my list", where there is one, can only be that one.
  const only = lists.length === 1 && /list|grocer|спис/u.test(said) ? lists[0] : undefined
  return (named ?? only)?.list_id
}

function firstWords(text: string): string {
  return text.trim().split(/\s+/u).slice(0, 6).join(' ').slice(0, 80) || 'nothing'
}

/** Well-formed, but not what was asked for: sometimes a rule can tell, sometimes only a person. */
function withFlaw(candidate: HouseholdCandidate, random: Random): HouseholdCandidate {
  const [first, ...rest] = candidate.items
  const item = first ?? { name: 'nothing' }
  switch (Math.floor(random() * 6)) {
    case 0:
      return withOtherIntent(candidate)
    case 1:
      return { ...candidate, items: [{ ...item, list_id: 'list-the-model-made-up' }, ...rest] }
    case 2:
      return { ...candidate, confidence: 0.31 }
    case 3:
      return { ...candidate, items: [{ ...item, name: `${item.name} `.repeat(40) }, ...rest] }
    case 4:
      return { ...candidate, confidence: 95 }
    default:
      return withUnaskedItem(candidate)
  }
}

/** Wrong on purpose, in a way that no rule can tell and a comparison with the baseline does. */
function withWrong(candidate: HouseholdCandidate, random: Random): HouseholdCandidate {
  return random() < 0.5 ? withOtherIntent(candidate) : withUnaskedItem(candidate)
}

function withOtherIntent(candidate: HouseholdCandidate): HouseholdCandidate {
  return { ...candidate, intent: candidate.intent === 'other' ? 'create_task' : 'other' }
}

function withUnaskedItem(candidate: HouseholdCandidate): HouseholdCandidate {
  return { ...candidate, items: [...candidate.items, { name: 'chocolate' }].slice(-20) }
}
