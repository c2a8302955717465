import type { LanguageModelAnswer } from './model-interface.js'

const markName = 'partialTrust'

/**
 * Whether an answer was marked as a refusal. The library hands a refusal's text on as if it were
 * content, and tells only by the finish reason, which not every endpoint gives.
 */
export function isMarkedRefusal(metadata: LanguageModelAnswer['providerMetadata']): boolean {
  return metadata?.[markName]?.['refused'] === true
}

/** Marks the body of an answer in which the model refuses; undefined where it does not. */
export function refusalMark(body: unknown): { [markName]: { refused: true } } | undefined {
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
