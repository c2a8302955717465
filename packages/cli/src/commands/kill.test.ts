import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProduct } from '@partial-trust/host'
import { embeddedConfig } from '../embedded-config.js'
import { runCommand } from '../run-command.contract.js'

const intent = 'add_shopping_item'
let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'kill-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

function pt(line: string, env: Record<string, string> = {}) {
  return runCommand(line.split(' '), { cwd, env })
}

const serve = (env: Record<string, string> = {}) =>
  openProduct({
    cwd,
    env: { PARTIAL_TRUST_ENABLED: 'true', LLM_POLICY_ENABLED: 'true', ...env },
    embedded: embeddedConfig,
  })

describe('kill', () => {
  it.each(['kill', 'resume', 'promote', 'demote', 'incident', 'rollout start'])(
    '%s makes no store where there is none, and exits 1 naming the address',
    async (command) => {
      const result = await pt(`${command} ${intent} --reason harm`)
      expect(result).toMatchObject({ exitCode: 1, stdout: '' })
      expect(result.stderr).toContain(join(cwd, '.partial-trust', 'state.db'))
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  it.each(['status', 'audit', 'audit verify', 'state adopt --reason x'])(
    '%s makes no store either',
    async (command) => {
      const result = await pt(command)
      expect(result.exitCode).toBe(1)
      expect(result.stdout + result.stderr).toContain(join(cwd, '.partial-trust', 'state.db'))
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  it('says NOT KILLED in the wrong folder, what still holds and what to do', async () => {
    const { stderr } = await pt(`kill ${intent} --reason harm`)
    expect(stderr).toMatch(/NOT KILLED: .*there is no store here/u)
    expect(stderr).toContain('PARTIAL_TRUST_STATE')
    expect(stderr).toContain('PARTIAL_TRUST_ENABLED=false')
  })

  it('names the store, and every process that confirmed with how long it took', async () => {
    const app = await serve()
    try {
      const result = await pt(`kill ${intent} --reason harm`)
      expect(result.exitCode).toBe(0)
      expect(result.stdout).toContain(`store: sqlite:${join(cwd, '.partial-trust', 'state.db')}`)
      expect(result.stdout).toMatch(
        new RegExp(`confirmed by ${app.instance} .* after \\d+ ms`, 'u'),
      )
      expect(app.control?.feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    } finally {
      await app.close()
    }
  })

  it('kills every corridor with --all, in one change, and says so as JSON', async () => {
    const app = await serve()
    try {
      const { stdout, exitCode } = await pt('kill --all --reason harm --json')
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        result: 'killed',
        changes: [{ intent, result: 'changed', state: { killed: true } }],
        processes: [{ instance: app.instance, state: 'confirmed' }],
      })
    } finally {
      await app.close()
    }
  })

  it('says NOT KILLED when a process does not confirm, and how long that one may go on', async () => {
    const app = await serve()
    await app.close()
    const store = new DatabaseSync(join(cwd, '.partial-trust', 'state.db'))
    const [row] = store.prepare('select report from processes').all()
    const report: Record<string, unknown> = JSON.parse(String(row?.['report']))
    const { stopped: _, ...alive } = report
    const deaf = { ...alive, instance: 'deaf', lease_ms: 60_000, seen_at: new Date().toISOString() }
    store
      .prepare('insert into processes values (?, ?, ?)')
      .run('deaf', deaf.seen_at, JSON.stringify(deaf))
    store.close()
    const result = await pt(`kill ${intent} --reason harm`)
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toMatch(/NOT KILLED: 1 of 2 processes did not confirm/u)
    expect(result.stderr).toMatch(/NOT CONFIRMED by deaf/u)
    expect(result.stderr).not.toMatch(/waiting for the store|not known/u) // it holds the kill
  })

  it('waits for the lease of a process that does not confirm, with --until-applied', async () => {
    const app = await serve({ PARTIAL_TRUST_LEASE_MS: '700' })
    await app.close()
    const store = new DatabaseSync(join(cwd, '.partial-trust', 'state.db'))
    store.exec(`update processes set report = json_remove(report, '$.stopped')`)
    store.close()
    const result = await pt(`kill ${intent} --reason harm --until-applied`)
    expect(result.stdout).toMatch(/closed by its lease, without a word/u)
    expect(result.exitCode).toBe(0)
  })

  it.each([
    ['waits for ever', 'await new Promise(() => setInterval(() => {}, 1000))'],
    ['computes for ever', 'for (;;);'],
    ['throws', 'throw new Error("no")'],
  ])('does not ask a configuration file that %s', async (_what, body) => {
    const app = await serve()
    const asked = join(cwd, 'asked')
    const tells = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(asked)}, '')\n`
    try {
      writeFileSync(join(cwd, 'partial-trust.config.mjs'), tells + body)
      expect(await pt(`kill ${intent} --reason harm`)).toMatchObject({ exitCode: 0 })
      expect(existsSync(asked)).toBe(false)
      // Not even for a name that nobody knows does it wait for ever: then it kills.
      const unknown = await pt('kill not_yet_known --reason harm')
      expect(unknown.stderr).toContain('killing it all the same')
      expect(existsSync(asked)).toBe(true)
    } finally {
      await app.close()
    }
  })

  it('refuses a name that neither the store nor the configuration knows, and lists those they know', async () => {
    const app = await serve()
    try {
      writeFileSync(
        join(cwd, 'partial-trust.config.mjs'),
        `export default { corridors: [{ intent: 'refund', open() {} }] }`,
      )
      const wrong = await pt('kill add_shoping_item --reason harm')
      expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
      expect(wrong.stderr).toContain(`known: ${intent}, refund`)
      const right = await pt('kill refund --reason harm')
      expect(right.stdout + right.stderr).toMatch(/refund: .*killed/u)
    } finally {
      await app.close()
    }
  })

  it('waits for a store that another process keeps busy, and says so', async () => {
    const app = await serve()
    const other = new DatabaseSync(join(cwd, '.partial-trust', 'state.db'))
    try {
      other.exec('begin immediate')
      const said = Promise.withResolvers<string>()
      const argv = ['kill', intent, '--reason', 'harm']
      const kill = runCommand(argv, { cwd, heard: said.resolve })
      expect(await Promise.race([said.promise, kill])).toContain('still waiting for the store')
      other.exec('rollback')
      expect((await kill).exitCode).toBe(0)
    } finally {
      other.close()
      await app.close()
    }
  })

  it('says NOT KILLED when the store is broken', async () => {
    mkdirSync(join(cwd, '.partial-trust'))
    writeFileSync(join(cwd, '.partial-trust', 'state.db'), 'no database '.repeat(999))
    const result = await pt(`kill ${intent} --reason harm`)
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toMatch(/NOT KILLED: .*not a database/u)
  })
})

const path = () => join(cwd, '.partial-trust', 'state.db')

function lose(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path() + end, { force: true })
}

describe('a store that was lost', () => {
  it.each([
    ['tokens', () => writeFileSync(join(cwd, '.partial-trust', 'tokens.json'), '{}')],
    [
      'a risk log with stages',
      () => {
        mkdirSync(join(cwd, 'logs'), { recursive: true })
        writeFileSync(
          join(cwd, 'logs', 'partial_trust_risk.jsonl'),
          '{"corridor_intent":"x","stage":"canary"}\n',
        )
      },
    ],
  ])(
    'keeps every corridor closed where %s remain, until a person adopts the new one',
    async (_what, leave) => {
      await (await serve()).close()
      expect((await pt(`kill ${intent} --reason harm`)).exitCode).toBe(0)
      leave()
      lose()
      const app = await serve()
      try {
        expect(app.control?.feed.view(intent)).toMatchObject({
          kind: 'closed',
          reason: 'store_lost',
        })
        const status = await pt('status', {
          PARTIAL_TRUST_ENABLED: 'true',
          LLM_POLICY_ENABLED: 'true',
        })
        expect(status.stdout).toContain('STORE LOST')
        expect(status.stdout).toContain('state adopt')
        expect((await pt('state adopt --reason moved')).exitCode).toBe(0)
        await app.control?.feed.refresh()
        expect(app.control?.feed.view(intent)).toMatchObject({ kind: 'unmanaged' })
        const trail = await pt('audit')
        expect(trail.stdout).toMatch(/make the store/u)
        expect(trail.stdout).toMatch(/adopt the store: moved/u)
        expect((await pt('audit verify')).exitCode).toBe(0)
        expect((await pt('state adopt --reason again')).exitCode).toBe(1)
      } finally {
        await app.close()
      }
    },
  )

  it('is simply made where nothing says that there was one, and the trail says by whom', async () => {
    const app = await serve()
    await app.close()
    expect(existsSync(path())).toBe(true)
    const { stdout } = await pt('audit')
    expect(stdout).toMatch(/make the store: the first start of a process that serves/u)
  })

  it('lets a kill through, and says so', async () => {
    writeFileSync(join(cwd, 'tokens.json'), '{}')
    const env = { PARTIAL_TRUST_TOKENS: 'tokens.json' }
    const app = await serve(env)
    try {
      expect((await pt(`kill ${intent} --reason harm`)).exitCode).toBe(0)
      expect(app.control?.feed.view(intent)).toMatchObject({ reason: 'killed' })
    } finally {
      await app.close()
    }
  })
})
