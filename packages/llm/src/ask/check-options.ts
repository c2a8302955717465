/** Checks of what a definition is made of; each error names what, where and what to do. */

export function checkModel(where: string, model: unknown, operation: string): void {
  if (typeof model !== 'object' || model === null) {
    const given = typeof model === 'string' ? `the name ${JSON.stringify(model)}` : typeof model
    throw new TypeError(
      `${where}: model must be a model of the AI SDK, e.g. openai('gpt-4o-mini'), not ${given}`,
    )
  }
  const version: unknown = Reflect.get(model, 'specificationVersion')
  if (version !== 'v4') {
    throw new TypeError(
      `${where}: model must be of the AI SDK's specification v4, not ${String(version)}; update the provider's package`,
    )
  }
  if (operation === 'doDecide' && !Array.isArray(Reflect.get(model, 'supportedQuestionTypes'))) {
    throw new TypeError(
      `${where}: model names no supportedQuestionTypes; give a decision model of the AI SDK`,
    )
  }
  if (typeof Reflect.get(model, operation) !== 'function') {
    throw new TypeError(`${where}: model has no ${operation}; give a model that can be asked so`)
  }
}

export function checkOptions(where: string, options: unknown, members: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `${where}: options must be an object with ${members}, not ${typeof options}`,
    )
  }
}

export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value !== 'function') {
    throw new TypeError(`${where}: ${name} must be a function of the command, not ${typeof value}`)
  }
}

export function checkText(where: string, name: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new TypeError(`${where}: ${name} must be a text, not ${typeof value}`)
  }
}
