import type { SimulatedRequest } from '@partial-trust/testing'

export type NamedList = { readonly list_id: string; readonly name: string }

/** What the prompt marks as the user's data. */
export type PromptData = { readonly text: string; readonly lists: readonly NamedList[] }

/**
 * Finds the user's data in a prompt: the first JSON object with a `text` (and perhaps `lists`), else
 * what stands between a pair of tags, else the first user message as a whole. First, because a repair adds messages.
 */
export function readPromptData(request: SimulatedRequest): PromptData {
  const prompt = request.messages.find((message) => message.role === 'user')?.content ?? ''
  const object = firstDataObject(prompt)
  if (object !== undefined) return object
  const tagged = /<(\w+)>([\s\S]*?)<\/\1>/.exec(prompt)
  return { text: (tagged?.[2] ?? prompt).trim(), lists: [] }
}

function firstDataObject(prompt: string): PromptData | undefined {
  const end = prompt.lastIndexOf('}')
  for (let start = prompt.indexOf('{'); start >= 0; start = prompt.indexOf('{', start + 1)) {
    const value = parseOrUndefined(prompt.slice(start, end + 1))
    if (isObject(value) && typeof value['text'] === 'string') {
      const lists = Array.isArray(value['lists']) ? value['lists'].filter(isNamedList) : []
      return { text: value['text'], lists }
    }
  }
  return undefined
}

function isNamedList(value: unknown): value is NamedList {
  return (
    isObject(value) && typeof value['list_id'] === 'string' && typeof value['name'] === 'string'
  )
}

function parseOrUndefined(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
