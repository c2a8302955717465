import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { defaultPlan } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { householdConfig } from '@partial-trust/example-household/config'
import { openProduct, operatorActions } from '@partial-trust/host'
import { buildService, openTokenStore, serveConsole } from '@partial-trust/service'
import { consolePage } from '../console-page.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closingTools, readingTools } from './tools.js'

const intent = 'add_shopping_item'
const program = fileURLToPath(new URL('../../bin/partial-trust.js', import.meta.url))
const sdk = '@modelcontextprotocol/sdk'

/** Installed by `npm run peers:install`; without it only what is offered is looked at. */
const isInstalled = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve(`${sdk}/client/index.js`)
    return true
  } catch {
    return false
  }
})()

type Client = {
  connect(transport: unknown): Promise<void>
  close(): Promise<void>
  listTools(): Promise<{ tools: readonly { name: string; annotations: object }[] }>
  callTool(call: object): Promise<{ isError?: boolean; content: readonly [{ text: string }] }>
}

describe('the tools of the MCP server', () => {
  it('read, or take trust away: none of them can widen it', () => {
    expect(readingTools.map(({ name }) => name)).toEqual(['status', 'verdict', 'records', 'audit'])
    expect(closingTools.map(({ name }) => name)).toEqual(['kill', 'incident'])
    for (const { name, role, requestOf } of readingTools) {
      const given = ['verdict', 'records'].includes(name) ? { corridor: intent } : {}
      expect([role, requestOf(given)]).toMatchObject(['viewer', { method: 'GET' }])
    }
  })

  it('take no name that leads elsewhere', () => {
    for (const corridor of ['..', 'a/../b', '', 7]) {
      const given = { corridor, reason: 'x', confirm: `kill ${corridor}` }
      for (const { requestOf } of [...readingTools, ...closingTools]) {
        expect(requestOf(given)).toContain('nothing was done')
      }
    }
  })

  it('take no argument that they do not know, and none that is not what it must be', () => {
    const [kill] = closingTools
    const said = { corridor: intent, reason: 'strange', confirm: `kill ${intent}` }
    expect(kill?.requestOf({ ...said, part: 'language=de' })).toContain('nothing was done')
    const [status, verdict, records] = readingTools
    expect(status?.requestOf({ corridor: intent })).toContain('takes no argument')
    expect(verdict?.requestOf({})).toContain('corridor is missing')
    expect(records?.requestOf({ corridor: intent, limit: 5 })).toMatchObject({
      path: `/v1/records?intent=${intent}&limit=5`,
    })
    for (const limit of [0, 101, 2.5, '5', null]) {
      expect(records?.requestOf({ corridor: intent, limit })).toContain('limit must be')
    }
  })

  it('close only what was said in full', () => {
    const [kill] = closingTools
    const said = { corridor: intent, reason: 'strange', confirm: `kill ${intent}` }
    expect(kill?.requestOf(said)).toMatchObject({ path: `/v1/corridors/${intent}/kill` })
    for (const wrong of [
      { confirm: 'yes' },
      { confirm: undefined },
      { corridor: 'other' },
      { reason: ' ' },
    ]) {
      expect(kill?.requestOf({ ...said, ...wrong })).toContain('nothing was done')
    }
  })
})

describe.skipIf(!isInstalled)('partial-trust mcp, asked by the SDK’s own client over stdio', () => {
  let parts: Awaited<ReturnType<typeof started>>
  beforeAll(async () => {
    parts = await started()
  })
  afterAll(() => parts.close())

  it('reads alone with a viewer token', async () => {
    const { client } = await parts.connect([])
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['status', 'verdict', 'records', 'audit'])
    for (const [name, given] of [
      ['status', {}],
      ['verdict', { corridor: intent }],
      ['records', { corridor: intent }],
      ['audit', {}],
    ] as const) {
      const said = await client.callTool({ name, arguments: given })
      expect([name, said.isError ?? false]).toEqual([name, false])
      expect(JSON.parse(said.content[0].text)).toBeTypeOf('object')
    }
    expect(await client.callTool({ name: 'kill', arguments: {} })).toMatchObject({ isError: true })
    expect(await client.callTool({ name: 'verdict', arguments: { corridor: 'no' } })).toMatchObject(
      {
        isError: true,
        content: [{ text: expect.stringContaining('404') }],
      },
    )
    await client.close()
  })

  it('kills with an operator’s token and the sentence, and the audit says who', async () => {
    const { client } = await parts.connect(['--operator-token-file', 'operator'])
    const given = { corridor: intent, reason: 'strange items' }
    const refused = await client.callTool({ name: 'kill', arguments: { ...given, confirm: 'yes' } })
    expect(refused).toMatchObject({ isError: true })
    expect((await parts.app.control?.store.read())?.corridors.get(intent)?.killed ?? false).toBe(
      false,
    )
    const confirm = `kill ${intent}`
    const said = await client.callTool({ name: 'kill', arguments: { ...given, confirm } })
    expect(said.isError ?? false).toBe(false)
    expect((await parts.app.control?.store.read())?.corridors.get(intent)).toMatchObject({
      killed: true,
      changed_by: expect.stringContaining('token'),
      why: 'strange items (through an assistant)',
    })
    await client.close()
  })
})

async function started() {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-mcp-'))
  const app = await openProduct({
    env: { PARTIAL_TRUST_ENABLED: 'true' },
    cwd,
    configFile: undefined,
    embedded: async () => householdConfig,
  })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const actions = operatorActions(app, defaultPlan, Date.now)
  const service = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions,
    clock: systemClock,
  })
  await serveConsole(service, app, {
    pageRoot: consolePage(),
    config: app.config,
    plans: defaultPlan,
    nowMs: Date.now,
    riskLogPath: join(cwd, 'risk.jsonl'),
  })
  const url = await service.server.listen({ port: 0, host: '127.0.0.1' })
  for (const { role, token } of tokens.minted) writeFileSync(join(cwd, role), token)
  const doors = ['client/index.js', 'client/stdio.js'].map(
    (door): Promise<unknown> => import(`${sdk}/${door}`),
  )
  const {
    Client,
    StdioClientTransport,
  }: {
    Client: new (info: object) => Client
    StdioClientTransport: new (server: object) => unknown
  } = Object.assign({}, ...(await Promise.all(doors)))
  return {
    app,
    async connect(more: readonly string[]) {
      const client = new Client({ name: 'test', version: '1' })
      const args = [program, 'mcp', '--service', url, '--token-file', 'viewer', ...more]
      await client.connect(
        new StdioClientTransport({ command: process.execPath, args, cwd, stderr: 'ignore' }),
      )
      return { client }
    },
    async close() {
      await service.server.close()
      await app.close()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}
