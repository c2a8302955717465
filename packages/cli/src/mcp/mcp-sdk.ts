import { UserError } from '@partial-trust/settings'

/** What is used of the official SDK, which is installed by whoever wants it: it is larger than all commands. */
export type McpSdk = {
  readonly Server: new (info: object, options: object) => McpServer
  readonly StdioServerTransport: new (input: unknown, output: unknown) => unknown
  readonly ListToolsRequestSchema: unknown
  readonly CallToolRequestSchema: unknown
}

export type McpServer = {
  setRequestHandler(schema: unknown, handle: (request: McpRequest) => unknown): void
  connect(transport: unknown): Promise<void>
  close(): Promise<void>
}

export type McpRequest = {
  readonly params?: {
    readonly name?: string
    readonly arguments?: Readonly<Record<string, unknown>>
  }
}

const name = '@modelcontextprotocol/sdk'

/** @throws {UserError} saying how to install it, where it is not. */
export async function loadMcpSdk(): Promise<McpSdk> {
  let parts: readonly unknown[]
  try {
    parts = await Promise.all(
      ['server/index.js', 'server/stdio.js', 'types.js'].map(
        (door): Promise<unknown> => import(`${name}/${door}`),
      ),
    )
  } catch (error) {
    throw new UserError(
      `the Model Context Protocol is spoken by its official SDK, which is not installed: npm install ${name}`,
      1,
      { cause: error },
    )
  }
  const sdk: Partial<McpSdk> = Object.assign({}, ...parts)
  if (!isSdk(sdk))
    throw new UserError(`${name} is there, but it is no version that is known here: use 1.x`)
  return sdk
}

function isSdk(sdk: Partial<McpSdk>): sdk is McpSdk {
  const { Server, StdioServerTransport, ListToolsRequestSchema, CallToolRequestSchema } = sdk
  const all = [Server, StdioServerTransport, ListToolsRequestSchema, CallToolRequestSchema]
  return all.every((part) => part !== undefined)
}
