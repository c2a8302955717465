import { nearest } from '@partial-trust/settings'

type Shape = { readonly must: string; readonly holds: (value: unknown) => boolean }

const number: Shape = { must: 'a finite number', holds: Number.isFinite }
const object: Shape = {
  must: 'an object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
const reasonings = ['provider-default', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** What is handed to a model of the AI SDK as it is. */
const shapes: ReadonlyMap<string, Shape> = new Map([
  ['temperature', number],
  ['topP', number],
  ['topK', number],
  ['presencePenalty', number],
  ['frequencyPenalty', number],
  ['seed', { must: 'a whole number', holds: Number.isInteger }],
  [
    'maxOutputTokens',
    {
      must: 'a whole number from 1 on',
      holds: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    },
  ],
  ['stopSequences', { must: 'a list of texts', holds: isListOfTexts }],
  [
    'reasoning',
    {
      must: `one of ${reasonings.join(', ')}`,
      holds: (value) => reasonings.some((one) => one === value),
    },
  ],
  ['providerOptions', object],
  [
    'headers',
    {
      must: 'an object of texts',
      holds: (value) => object.holds(value) && isListOfTexts(Object.values(Object(value))),
    },
  ],
])

/** The settings a language model takes beside its question, and those of a decision model. */
export const languageSettings: readonly string[] = [...shapes.keys()]
export const decisionSettings: readonly string[] = [
  'maxOutputTokens',
  'reasoning',
  'providerOptions',
  'headers',
]

/**
 * Checks the settings beside a question. One that is none is refused: whoever misspelt one would ask
 * otherwise than they meant, and never know.
 *
 * @throws {TypeError} naming setting, value and remedy.
 */
export function checkSettings(
  where: string,
  settings: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!known.includes(name)) {
      throw new TypeError(`${where}: ${name} is no option; the nearest is ${nearest(name, known)}`)
    }
    const shape = shapes.get(name)
    if (value === undefined || shape === undefined || shape.holds(value)) continue
    throw new TypeError(`${where}: ${name} must be ${shape.must}, not ${shown(value)}`)
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value
}
