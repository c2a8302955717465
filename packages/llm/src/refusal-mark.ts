import type { LanguageModelAnswer } from './model-interface.js'

const markName = 'partialTrust'

/**
 * Whether an answer was marked as a refusal. The library hands a refusal's text on as if it were
 * content, and tells only by the finish reason, which not every endpoint gives.
 */
export function isMarkedRefusal(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['refused'] === true
}

/** Whether an answer was marked as one that calls a function, in the form that the library does not know any more. */
export function isMarkedCall(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['called'] === true
}

/** Whether an answer was marked as one that tells of an error, whatever else it holds. */
export function isMarkedFailure(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['failed'] === true
}

type Mark = { [markName]: { refused: true } | { failed: true } | { called: true } }

/** Marks the body of an answer in which the model refuses, an error is told or a function is called; undefined where nothing is so. */
export function refusalMark(body: unknown): Mark | undefined {
  const error = member(body, 'error')
  if (isText(error) || (typeof error === 'object' && error !== null))
    return { [markName]: { failed: true } }
  const choices = member(body, 'choices')
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  const message = member(choice, 'message')
  const content = member(message, 'content')
  const refused =
    says(member(message, 'refusal')) ||
    (Array.isArray(content) && content.some((part) => member(part, 'type') === 'refusal')) ||
    reasonKeys.some((key) => refusalReasons.has(String(member(choice, key)).toLowerCase())) ||
    isFiltered(member(choice, 'content_filter_results'))
  if (refused) return { [markName]: { refused: true } }
  const call = member(message, 'function_call')
  return typeof call === 'object' && call !== null ? { [markName]: { called: true } } : undefined
}

/** Where endpoints say why an answer ended: their own key, and those in which gateways hand on another's. */
const reasonKeys = ['finish_reason', 'native_finish_reason', 'stop_reason']
/** Reasons that are a refusal whatever text came before them, in small letters. */
const refusalReasons: ReadonlySet<string> = new Set([
  'blocklist',
  'content_filter',
  'prohibited_content',
  'recitation',
  'refusal',
  'safety',
  'spii',
])

/** Whether a filter says of any of its categories that it cut the answer. */
function isFiltered(results: unknown): boolean {
  if (typeof results !== 'object' || results === null) return false
  return Object.values(results).some((result) => member(result, 'filtered') === true)
}

/** Whether a key that is there for a refusal holds one, of whatever type. */
function says(refusal: unknown): boolean {
  if (typeof refusal === 'string') return isText(refusal)
  return refusal !== undefined && refusal !== null && refusal !== false
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
