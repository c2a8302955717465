import type { Readable, Writable } from 'node:stream'
import { isRefusal } from '@partial-trust/control'
import { version } from '@partial-trust/settings'
import { loadMcpSdk } from './mcp-sdk.js'
import { closingTools, readingTools } from './tools.js'
import type { Tool } from './tools.js'

export type ServeToolsOptions = {
  /** The service's address. */
  readonly service: string
  readonly viewerToken: string
  /** Null: nothing can be closed from here. */
  readonly operatorToken: string | null
  readonly input: Readable
  readonly output: Writable
  readonly signal: AbortSignal
}

const timeoutMs = 10_000

/** Speaks the Model Context Protocol over a pair of streams until the other side, or the signal, ends it. */
export async function serveTools(options: ServeToolsOptions): Promise<void> {
  const { operatorToken, input, output, signal } = options
  const tools = operatorToken === null ? readingTools : [...readingTools, ...closingTools]
  const sdk = await loadMcpSdk()
  const server = new sdk.Server({ name: 'partial-trust', version }, { capabilities: { tools: {} } })
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, inputSchema, annotations }) => ({
      name,
      description,
      inputSchema,
      annotations,
    })),
  }))
  server.setRequestHandler(sdk.CallToolRequestSchema, async ({ params }) => {
    const tool = tools.find(({ name }) => name === params?.name)
    return tool === undefined
      ? failed(`there is no such tool; there are ${tools.map(({ name }) => name).join(', ')}`)
      : call(tool, params?.arguments ?? {}, options)
  })
  const ended = new Promise<void>((settle) => {
    input.once('end', settle)
    signal.addEventListener('abort', () => settle(), { once: true })
  })
  await server.connect(new sdk.StdioServerTransport(input, output))
  await ended
  await server.close()
}

async function call(
  tool: Tool,
  given: Readonly<Record<string, unknown>>,
  { service, viewerToken, operatorToken }: ServeToolsOptions,
): Promise<object> {
  const request = tool.requestOf(given)
  if (typeof request === 'string') return failed(request)
  const token = tool.role === 'operator' ? operatorToken : viewerToken
  try {
    const answer = await fetch(new URL(request.path, service), {
      method: request.method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.method === 'POST' ? { body: JSON.stringify(request.body) } : {}),
    })
    const text = await answer.text()
    if (answer.ok) return said(text)
    const known = isRefusal(answer.status) ? '' : unknownOf(tool)
    return failed(`the service says ${answer.status}: ${text}${known}`)
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error'
    return failed(`the service does not answer (${name})${unknownOf(tool)}`)
  }
}

function unknownOf({ role }: Tool): string {
  return role === 'operator'
    ? '; it is not known whether anything was closed: `partial-trust audit` tells'
    : ''
}

function said(text: string): object {
  return { content: [{ type: 'text', text }] }
}

function failed(text: string): object {
  return { ...said(text), isError: true }
}
