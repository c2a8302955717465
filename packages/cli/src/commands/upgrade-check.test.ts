import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'upgrade-check-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

async function check(more: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const told = await runCommand(['upgrade-check', '--json', ...more], { cwd, env })
  const { result, changes } = JSON.parse(told.stdout)
  return { exitCode: told.exitCode, result, changes }
}

function place(name: string): string {
  const path = join(cwd, name)
  mkdirSync(join(path, '..'), { recursive: true })
  return path
}

/** Every file with what is in it and when it was changed. */
function traces(): readonly string[] {
  return readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = join(cwd, name)
      const { mtimeMs, mode } = statSync(path)
      if (statSync(path).isDirectory()) return name
      return `${name} ${mode} ${mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
    })
}

/** The state file as the first version made it. */
function firstStore(state: object | null = null): string {
  const path = place('.partial-trust/state.db')
  const database = new DatabaseSync(path)
  database.exec(`
    pragma journal_mode = wal;
    create table meta (id integer primary key, store_id text not null, head_seq integer not null,
      head_hash text not null) strict;
    create table plans (digest text primary key, plan text not null) strict;
    create table corridors (intent text primary key, state text not null) strict;
    create table audit (seq integer primary key, intent text not null, entry text not null) strict;
    pragma user_version = 1`)
  if (state !== null) {
    database
      .prepare('insert into corridors values (?, ?)')
      .run('add_shopping_item', JSON.stringify(state))
  }
  database.close()
  return path
}

const rolledOut = {
  intent: 'add_shopping_item',
  version: 1,
  killed: false,
  rollout: {
    plan: 'f'.repeat(64),
    stage: 'canary',
    rate: 0.01,
    mode: 'live',
    error_limit: 0.1,
    closed: null,
    epoch: 'an-earlier-epoch',
    entered_at: '2026-01-01T00:00:00.000Z',
    evidence_from: '2026-01-01T00:00:00.000Z',
  },
  changed_at: '2026-01-01T00:00:00.000Z',
  changed_by: 'anna',
  why: 'first',
  audit: null,
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const twoCorridors = `
import { householdCorridor, validateCommand } from '${root}examples/household/dist/index.js'
import { supportTicketsCorridor, validateTicket } from '${root}examples/support-tickets/dist/index.js'
import { defineConfig, registerCorridor } from '${root}packages/partial-trust/dist/index.js'
export default defineConfig({ corridors: [
  registerCorridor({ definition: householdCorridor, validate: validateCommand }),
  registerCorridor({ definition: supportTicketsCorridor, validate: validateTicket }),
] })
`

const canary =
  '{ name: canary, rate: 0.1, min_days: 1, max_days: 30, go: [{ metric: attempt_error, below: 0.05 }], no_go: [{ metric: attempt_error, above: 0.1 }] }'

describe('upgrade-check', () => {
  it('says of an empty folder that it holds nothing of an earlier version, and makes no store in it', async () => {
    expect(await check()).toEqual({ exitCode: 1, result: 'nothing_found', changes: [] })
    expect(readdirSync(cwd)).toEqual([])
    const { stdout } = await runCommand(['upgrade-check'], { cwd })
    expect(stdout).toContain(`store  sqlite:${join(cwd, '.partial-trust/state.db')}: none there\n`)
    expect(stdout).toContain(`partial_trust_risk.jsonl: none there\n`)
    expect(stdout).toContain('NOTHING FOUND')
  })

  it('has nothing to say of a store of this version', async () => {
    await runCommand(['state', 'migrate'], { cwd })
    expect(await check()).toMatchObject({ exitCode: 0, changes: [] })
  })

  it('names the missing steps of an older store and the rollout that starts anew, and leaves no trace', async () => {
    const path = firstStore(rolledOut)
    const before = traces()
    const { exitCode, changes } = await check()
    expect(exitCode).toBe(1)
    expect(changes).toMatchObject([
      { id: 'store-steps', needs: 'person', where: `sqlite:${path}` },
      { id: 'new-epoch', needs: 'nobody', what: expect.stringContaining('an-earlier-epoch') },
    ])
    expect(changes[0].what).toMatch(/^1 of the \d+ steps of its schema were taken/u)
    expect(changes[0].remedy).toContain('state migrate')
    expect(traces()).toEqual(before)
    const { stdout } = await runCommand(['upgrade-check'], { cwd })
    expect(stdout).toContain(`TO DO  store  sqlite:${path}\n`)
  })

  it('has no step to name once the older store was migrated', async () => {
    firstStore()
    expect((await check()).exitCode).toBe(1)
    await runCommand(['state', 'migrate'], { cwd })
    expect(await check()).toEqual({ exitCode: 0, result: 'nothing_to_do', changes: [] })
  })

  it('sees what another process wrote and no checkpoint has put into the file', async () => {
    const writer = new DatabaseSync(firstStore())
    try {
      writer.exec('pragma wal_autocheckpoint = 0')
      writer
        .prepare('insert into corridors values (?, ?)')
        .run('add_shopping_item', JSON.stringify(rolledOut))
      const { changes } = await check()
      expect(changes.map(({ id }: { id: string }) => id)).toEqual(['store-steps', 'new-epoch'])
    } finally {
      writer.close()
    }
  })

  it.each([
    ['a newer version wrote', 'pragma user_version = 999', 'store-newer'],
    ['holds no corridors', 'drop table corridors', 'store-unreadable'],
    [
      'holds a state it cannot read',
      `insert into corridors values ('x', '{}')`,
      'store-unreadable',
    ],
  ])('needs a person for a store that %s', async (_, sql, id) => {
    const database = new DatabaseSync(firstStore())
    database.exec(sql)
    database.close()
    const { exitCode, changes } = await check()
    expect(exitCode).toBe(1)
    expect(changes).toContainEqual(expect.objectContaining({ id, needs: 'person' }))
  })

  it('names a file that is no store', async () => {
    writeFileSync(place('.partial-trust/state.db'), 'hello, this is no database at all'.repeat(99))
    expect(await check()).toMatchObject({ exitCode: 1, changes: [{ id: 'store-unreadable' }] })
  })

  it('counts what records of an earlier version lack, which nobody needs to mend', async () => {
    const log = place('logs/partial_trust_risk.jsonl')
    copyFileSync(`${root}data/reference/analyzer/case01.jsonl`, log)
    const before = traces()
    const { exitCode, changes } = await check(['--risk-log', log])
    const texts = changes.map(({ what }: { what: string }) => what)
    expect(texts.join('\n')).toMatch(/before records named their version/u)
    expect(texts.join('\n')).toMatch(/name no epoch/u)
    expect(changes.every(({ where }: { where: string }) => where === log)).toBe(true)
    expect(exitCode).toBe(
      changes.some(({ needs }: { needs: string }) => needs === 'person') ? 1 : 0,
    )
    expect(traces()).toEqual(before)
  })

  it.each([
    ['{"schema":2,"status":"skipped","reason_code":"x"}', 'log-newer'],
    ['{"schema":1,"status":', 'log-broken'],
  ])('needs a person for a log with %s', async (line, id) => {
    const log = place('risk.jsonl')
    writeFileSync(log, `{"schema":1,"status":"skipped","reason_code":"x"}\n${line}\n`)
    const { exitCode, changes } = await check(['--risk-log', log])
    expect(exitCode).toBe(1)
    expect(changes).toContainEqual(expect.objectContaining({ id, where: log }))
  })

  it('names keys whose default changed, and lint errors at their line', async () => {
    const file = place('partial-trust.plan.yaml')
    writeFileSync(file, `version: 1\nalpha: { go: 0.05, rollback: 0.01 }\nstages:\n  - ${canary}\n`)
    const sound = await check()
    expect(sound.changes).toMatchObject([
      { id: 'plan-default', where: file, what: expect.stringContaining('alpha.detector') },
      { id: 'plan-default', where: file, what: expect.stringContaining('was 5 by default') },
    ])
    expect(sound.exitCode).toBe(0)
    writeFileSync(
      file,
      `version: 1\napprovals: 2\npromote: auto\nalpha: { go: 0.05, rollback: 0.01, detector: 0.01 }\nbursts: { window_minutes: 10 }\nstages:\n  - ${canary}\n`,
    )
    expect(await check()).toMatchObject({
      exitCode: 1,
      changes: [{ id: 'plan-lint', where: expect.stringMatching(/\.yaml/u), needs: 'person' }],
    })
  })

  it('names a key that plans no longer have', async () => {
    const file = place('old.plan.yaml')
    writeFileSync(file, 'version: 1\nramp: 3\nstages: []\n')
    const { exitCode, changes } = await check(['--plan', file])
    expect(exitCode).toBe(1)
    expect(changes).toMatchObject([
      { id: 'plan-refused', what: expect.stringContaining(`${file}:2`) },
    ])
  })

  it('names an unknown key of the policy at its line', async () => {
    const file = place('policy.yaml')
    writeFileSync(file, 'schema_version: 1\nretries: 3\n')
    const { exitCode, changes } = await check([], { LLM_POLICY_PATH: file })
    expect(exitCode).toBe(1)
    expect(changes).toContainEqual(
      expect.objectContaining({ id: 'policy', where: `${file}:2`, needs: 'person' }),
    )
  })

  it('names variables that are none, and values that are refused, and repeats no secret', async () => {
    const { exitCode, changes } = await check([], {
      PARTIAL_TRUST_RATE: 's3cret',
      PARTIAL_TRUST_SAMPLE_RATE: '5',
    })
    expect(exitCode).toBe(1)
    expect(changes.map(({ where }: { where: string }) => where).toSorted()).toEqual([
      'PARTIAL_TRUST_RATE',
      'PARTIAL_TRUST_SAMPLE_RATE',
    ])
    expect(JSON.stringify(changes)).not.toContain('s3cret')
  })

  it('asks for the list of corridors where an earlier version ran, and unset now means more than one', async () => {
    writeFileSync(place('partial-trust.config.mjs'), twoCorridors)
    const open = { PARTIAL_TRUST_ENABLED: 'true' }
    expect(await check([], open)).toMatchObject({
      exitCode: 1,
      result: 'nothing_found',
      changes: [],
    }) // nothing ran here
    const record = { corridor_intent: 'add_shopping_item', status: 'skipped', sampled: false }
    writeFileSync(place('old.jsonl'), `${JSON.stringify(record)}\n`)
    const named = ['--risk-log', 'old.jsonl']
    const { exitCode, changes } = await check(named, open)
    expect(exitCode).toBe(1)
    expect(changes.filter(({ needs }: { needs: string }) => needs === 'person')).toMatchObject([
      { id: 'intent-list', where: 'PARTIAL_TRUST_INTENT' },
    ])
    const listed = { ...open, PARTIAL_TRUST_INTENT: 'add_shopping_item' }
    expect(await check(named, listed)).toMatchObject({ exitCode: 0 })
    expect(await check(named)).toMatchObject({ exitCode: 0 }) // switched off
  })

  it('does not take a record without a rollout for one of an earlier version', async () => {
    const record = { corridor_intent: 'a', status: 'skipped', sampled: false, schema: 1 }
    const now = { ...record, epoch: 'e', stage: null, mode: 'live', instance: 'i' }
    writeFileSync(place('now.jsonl'), `${JSON.stringify(now)}\n`)
    expect(await check(['--risk-log', 'now.jsonl'])).toMatchObject({ exitCode: 0, changes: [] })
  })

  it.each([
    ['--config', 'none.config.ts'],
    ['--risk-log', 'none.jsonl'],
    ['--risk-log', '-'],
  ])('exits 2 where %s names %s', async (flag, name) => {
    const { stdout, stderr, exitCode } = await runCommand(['upgrade-check', flag, name], { cwd })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain(name)
  })
})
