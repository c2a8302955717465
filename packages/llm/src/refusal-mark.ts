import type { LanguageModelAnswer } from './model-interface.js'

const markName = 'partialTrust'

/**
 * Whether an answer was marked as a refusal. The library hands a refusal's text on as if it were
 * content, and tells only by the finish reason, which not every endpoint gives.
 */
export function isMarkedRefusal(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['refused'] === true
}

/** Whether an answer was marked as one that tells of an error, whatever else it holds. */
export function isMarkedFailure(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['failed'] === true
}

type Mark = { [markName]: { refused: true } | { failed: true } }

/** Marks the body of an answer in which the model refuses or an error is told; undefined where neither is so. */
export function refusalMark(body: unknown): Mark | undefined {
  const error = member(body, 'error')
  if (isText(error) || (typeof error === 'object' && error !== null))
    return { [markName]: { failed: true } }
  const choices = member(body, 'choices')
  const message: unknown = Array.isArray(choices) ? member(choices[0], 'message') : undefined
  const content = member(message, 'content')
  const refused =
    isText(member(message, 'refusal')) ||
    (Array.isArray(content) && content.some((part) => member(part, 'type') === 'refusal'))
  return refused ? { [markName]: { refused: true } } : undefined
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
