import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

let cwd = ''
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'control-cli-'))
  await pt('decide') // the first start of a process that serves makes the store
})
afterEach(() => rmSync(cwd, { recursive: true }))

const intent = 'add_shopping_item'
const running = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  LLM_BASE_URL: 'http://127.0.0.1:9/v1',
}

function pt(line: string, env: Record<string, string> = {}) {
  return runCommand(line.split(' '), { cwd, env })
}

async function corridor(env: Record<string, string> = running): Promise<Record<string, unknown>> {
  const { stdout } = await pt('status --json', env)
  const status: { corridors: Record<string, unknown>[] } = JSON.parse(stdout)
  const found = status.corridors.find((one) => one['intent'] === intent)
  if (found === undefined) throw new Error(stdout)
  return found
}

describe('the control commands', () => {
  it('take a corridor through a rollout and back', async () => {
    expect(await corridor()).toMatchObject({ effective_rate: 0.01, set_by: 'default', stage: null })
    expect((await pt(`rollout start ${intent} --reason first`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ effective_rate: 0.01, set_by: 'stage canary' })
    expect((await pt(`promote ${intent} --reason go --without-go`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ effective_rate: 0.05, set_by: 'stage expanded' })
    expect((await pt(`kill ${intent} --reason harm`)).stdout).toContain('killed')
    expect(await corridor()).toMatchObject({ effective_rate: 0, set_by: 'kill', killed: true })
    expect((await pt(`resume ${intent} --reason mended`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ effective_rate: 0.01, stage: 'canary' })
    expect((await pt(`incident ${intent} --reason harm`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ effective_rate: 0, set_by: 'stage canary closed' })
    expect((await pt(`resume ${intent} --reason mended`)).exitCode).toBe(0)
    expect((await pt(`demote ${intent} --reason doubt`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ effective_rate: 0, stage_closed: 'demoted' })
    const { stdout } = await pt('audit --json')
    const entries = stdout.trim().split('\n')
    expect(entries.length).toBe(8) // with the one that says who made the store
    expect((await pt('audit verify')).exitCode).toBe(0)
  })

  it('promote only when a second person does the same, where the plan says so', async () => {
    const plan: object = JSON.parse((await pt('plan show --json')).stdout)
    const file = join(cwd, 'partial-trust.plan.yaml')
    writeFileSync(file, JSON.stringify({ ...plan, approvals: 2, promote: 'auto' }))
    const lint = await pt('plan lint')
    expect([lint.exitCode, lint.stdout]).toEqual([1, expect.stringContaining('L16')])
    writeFileSync(file, JSON.stringify({ ...plan, approvals: 2 }))
    expect((await pt('plan lint')).stdout).not.toContain('L16')
    expect((await pt('plan show')).stdout).toContain('a GO waits for two people by name')
    await pt(`rollout start ${intent} --reason first --by anna`)
    const promote = `promote ${intent} --reason go --without-go`
    const asked = await pt(`${promote} --by anna`)
    expect([asked.exitCode, asked.stdout]).toEqual([10, expect.stringContaining('not changed yet')])
    expect((await pt('status')).stdout).toMatch(/waits for a second person: promote .* by anna/u)
    expect(await corridor()).toMatchObject({
      stage: 'canary',
      waiting: { action: 'promote', person: 'anna', to: 'expanded', version: 1 },
    })
    const alone = await pt(`${promote} --by ANNA`)
    expect([alone.exitCode, alone.stderr]).toEqual([1, expect.stringContaining('somebody else')])
    const leaving = await pt(`rollout start ${intent} --restart --reason x --by anna`)
    expect(leaving.exitCode).toBe(0) // the same plan, from its first stage: that asks for nothing
    expect((await pt(`${promote} --by anna --json`)).stdout).toContain('"result": "asked"')
    expect((await pt(`${promote} --by ben`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ stage: 'expanded', waiting: null })
    expect((await pt('audit verify')).exitCode).toBe(0)
  })

  it('take one part of a corridor back and give it back, by name', async () => {
    await pt(`rollout start ${intent} --reason first`)
    const part = 'language=de'
    const demoted = await pt(`demote ${intent} --part ${part} --reason wrong`)
    expect(demoted.stdout).toContain('stage canary at rate 0.01, without language=de')
    expect(await corridor()).toMatchObject({ stage: 'canary', parts_closed: [{ part }] })
    expect((await pt('status')).stdout).toContain(`part of ${intent} at the baseline: ${part}`)
    expect((await pt(`gate --by language`)).stderr).toContain('carries a closed list to judge by')
    expect((await pt(`resume ${intent} --part ${part} --reason mended`)).exitCode).toBe(0)
    expect(await corridor()).toMatchObject({ parts_closed: [] })
    expect((await pt(`demote ${intent} --part german --reason wrong`)).exitCode).toBe(1)
    expect((await pt('audit verify')).exitCode).toBe(0)
  })

  it('show the status without a store too, where the environment decides alone', async () => {
    const env = { ...running, PARTIAL_TRUST_STATE: 'none', PARTIAL_TRUST_SAMPLE_RATE: '0.5' }
    expect(await corridor(env)).toMatchObject({ effective_rate: 0.5, killed: false })
    const { stdout, exitCode } = await pt('status', env)
    expect(stdout).toContain('none: the environment decides alone')
    expect(exitCode).toBe(0)
    expect(await pt('status', { ...env, PARTIAL_TRUST_SAMPLE_RATE: '5' })).toMatchObject({
      stdout: expect.stringMatching(/PARTIAL_TRUST_SAMPLE_RATE: "5" is more than 1/u),
    })
  })

  it('tell a process that stopped from one that fell silent', async () => {
    await pt('decide', running)
    const { processes } = JSON.parse((await pt('status --json')).stdout)
    expect(processes).toMatchObject([
      { state: 'stopped', corridors: [{ intent }] },
      { state: 'stopped' },
    ])
    expect(await corridor()).toMatchObject({ processes: 0 })
    expect((await pt('status')).stdout).toMatch(/\bstopped\b/u)
  })

  it('show what is wrong with an address of a store that does not parse', async () => {
    const env = { ...running, PARTIAL_TRUST_STATE: 'mysql://x:secret@y' }
    expect(await corridor(env)).toMatchObject({ effective_rate: 0, set_by: 'PARTIAL_TRUST_STATE' })
    const { stdout, stderr, exitCode } = await pt('status', env)
    expect(stdout).toContain('PROBLEM    PARTIAL_TRUST_STATE: it is not sqlite:PATH')
    expect(stdout + stderr).not.toContain('secret')
    expect(exitCode).toBe(1)
  })

  it('name the authority that narrows most', async () => {
    await pt(`rollout start ${intent} --reason first`)
    const cases: [Record<string, string>, number, string][] = [
      [{}, 0, 'PARTIAL_TRUST_ENABLED'],
      [{ ...running, PARTIAL_TRUST_SAMPLE_RATE: '5' }, 0, 'PARTIAL_TRUST_SAMPLE_RATE'],
      [{ ...running, PARTIAL_TRUST_SAMPLE_RATE: '0.002' }, 0.002, 'PARTIAL_TRUST_SAMPLE_RATE'],
      [{ ...running, PARTIAL_TRUST_SAMPLE_RATE: '0.5' }, 0.01, 'stage canary'],
      [{ ...running, LLM_POLICY_ENABLED: 'no' }, 0, 'LLM_POLICY_ENABLED'],
      [{ PARTIAL_TRUST_ENABLED: 'true', LLM_POLICY_ENABLED: 'true' }, 0, 'no route'],
      [{ ...running, PARTIAL_TRUST_PROFILE_ID: 'nobody' }, 0, 'no route'],
    ]
    for (const [env, rate, by] of cases) {
      expect(await corridor(env)).toMatchObject({ effective_rate: rate, set_by: by })
    }
  })

  it.each([
    ['kill add_shopping_item', 'without a reason'],
    ['kill --reason x', 'without a corridor'],
    [`kill ${intent} --all --reason x`, 'with a corridor and --all'],
    ['kill no_such_corridor --reason x', 'with an unknown corridor'],
  ])('refuse %j as wrong usage', async (line) => {
    const result = await pt(line)
    expect(result.exitCode).toBe(2)
    expect(result.stdout).toBe('')
    expect(result.stderr).not.toBe('')
  })

  it('change every corridor with --all, and record who asked', async () => {
    const result = await pt('kill --all --reason drill --by ana --json')
    expect(JSON.parse(result.stdout)).toMatchObject({
      changes: [
        { intent, result: 'changed', state: { killed: true, changed_by: 'ana', why: 'drill' } },
      ],
    })
  })

  it.each([
    'audit nowhere',
    'decide --corridor nowhere',
    'plan show --corridor nowhere',
    'incident nowhere --reason harm',
    'kill nowhere --reason harm',
  ])('%s is wrong usage, which lists the corridors there are', async (line) => {
    const { exitCode, stderr } = await pt(line)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`there is no corridor nowhere; known: ${intent}`)
  })

  it('say of a corridor that nothing was changed in it', async () => {
    const { exitCode, stderr } = await pt(`audit ${intent}`)
    expect([exitCode, stderr]).toEqual([0, `no change is on record of ${intent}\n`])
  })

  it('exit 1 with a reason when a change makes no sense', async () => {
    const result = await pt(`promote ${intent} --reason x`)
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toContain('rollout start')
  })

  it('promote nobody without GO, exit with the code of the gate, and record who insisted', async () => {
    await pt(`rollout start ${intent} --reason first`)
    const refused = await pt(`promote ${intent} --reason go`)
    expect(refused).toMatchObject({ exitCode: 10, stdout: '' })
    expect(refused.stderr).toContain('INSUFFICIENT')
    expect(await corridor()).toMatchObject({ stage: 'canary', version: 1 })
    expect((await pt(`promote ${intent} --reason go --without-go`)).exitCode).toBe(0)
    const trail = (await pt('audit --json')).stdout.trim().split('\n')
    expect(JSON.parse(trail.at(-1) ?? '')).toMatchObject({
      action: 'promote',
      evidence: { without_go: true, verdict: 'INSUFFICIENT', source: { corridor: intent } },
    })
    await pt(`incident ${intent} --reason harm`)
    expect((await pt(`promote ${intent} --reason go`)).exitCode).toBe(20)
  })

  it('give one verdict: gate, status and promote say the same, with its source first', async () => {
    await pt(`rollout start ${intent} --reason first`)
    const gate = await pt('gate')
    expect(gate.exitCode).toBe(10)
    expect(gate.stdout).toMatch(
      /^by the rollout in force: corridor add_shopping_item, plan [0-9a-f]{12}, /u,
    )
    const verdict = JSON.parse((await pt('gate --json')).stdout)
    expect(verdict).toMatchObject({ source: { kind: 'rollout', corridor: intent } })
    expect(await corridor()).toMatchObject({ verdict: { verdict: 'INSUFFICIENT' } })
    await pt(`incident ${intent} --reason harm`)
    expect((await pt(`gate --corridor ${intent}`)).exitCode).toBe(20)
    expect(await corridor()).toMatchObject({
      verdict: { verdict: 'NO_GO' },
      closing: { reason: 'harm' },
    })
    await pt(`resume ${intent} --reason mended`)
    expect((await pt('gate')).exitCode).toBe(10)
    const nobody = await pt('gate --corridor nobody')
    expect(nobody).toMatchObject({ exitCode: 1, stdout: '' })
    expect(nobody.stderr).toContain(`there is no corridor nobody; known: ${intent}`)
    expect((await pt('gate --stage target')).exitCode).toBe(1)
  })

  it('tell a corridor without a rollout from a name that is none', async () => {
    const file = join(cwd, 'partial-trust.config.mjs')
    writeFileSync(
      file,
      `export default { corridors: ['refund', 'reply'].map((intent) => ({ intent, open() {} })) }`,
    )
    await pt('rollout start refund --reason first')
    const unstarted = await pt('gate --corridor reply')
    expect(unstarted).toMatchObject({ exitCode: 1, stdout: '' })
    expect(unstarted.stderr).toContain('no rollout of reply was started')
    for (const line of ['gate --corridor rply', 'parts --corridor rply']) {
      const unknown = await pt(line)
      expect(unknown).toMatchObject({ exitCode: 1, stdout: '' })
      expect(unknown.stderr).toContain('there is no corridor rply; known: ')
      expect(unknown.stderr).toContain('refund, reply')
    }
  })

  it('start no rollout over another, and none that lint calls broken, unless a person insists', async () => {
    expect((await pt(`rollout start ${intent} --reason first`)).exitCode).toBe(0)
    const again = await pt(`rollout start ${intent} --reason again`)
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain('--restart')
    expect((await pt(`rollout start ${intent} --reason again --restart`)).exitCode).toBe(0)
    const trail = (await pt('audit --json')).stdout.trim().split('\n')
    expect(JSON.parse(trail.at(-1) ?? '')).toMatchObject({ evidence: { restart: true } })
  })

  it('change nothing that someone else changed since it was looked at', async () => {
    await pt(`rollout start ${intent} --reason first`)
    await pt(`promote ${intent} --reason go --without-go --if-version 1`)
    const second = await pt(`promote ${intent} --reason go --without-go --if-version 1`)
    expect(second.exitCode).toBe(1)
    expect(second.stderr).toContain('changed it meanwhile')
    expect(await corridor()).toMatchObject({ stage: 'expanded' })
    expect((await pt(`kill ${intent} --reason harm --if-version 1`)).exitCode).toBe(0)
  })

  it('show a rollout that nobody controls', async () => {
    await pt(`rollout start ${intent} --reason first`)
    const { stdout } = await pt('status')
    expect(stdout).toContain('leads      nobody')
    expect(stdout).toContain(`NOBODY CONTROLS the rollout of ${intent}`)
  })

  it('kill although the configuration file does not load', async () => {
    writeFileSync(join(cwd, 'partial-trust.config.mjs'), 'syntax error here')
    const result = await pt(`kill ${intent} --reason harm`)
    expect(result.exitCode).toBe(0)
  })

  it('say that the store is broken, and exit 1, without a stack', async () => {
    writeFileSync(join(cwd, 'state.db'), 'no database '.repeat(999))
    const env = { ...running, PARTIAL_TRUST_STATE: 'sqlite:state.db' }
    const kill = await pt(`kill ${intent} --reason harm`, env)
    expect(kill.exitCode).toBe(1)
    expect(kill.stderr).toContain('not a database')
    expect(kill.stderr).not.toContain('    at ')
    const status = await pt('status --json', env)
    expect(status.exitCode).toBe(1)
    expect(JSON.parse(status.stdout)).toMatchObject({
      store: { reachable: false },
      corridors: [{ effective_rate: 0, set_by: 'lease' }],
    })
  })

  it.each([
    [`update audit set seq = 99 where seq = 2`, /BROKEN at entry 1: .*audit entry 99/],
    [`update audit set entry = json_set(entry, '$.reason', 'none')`, /BROKEN at entry 1/],
    ['delete from audit where seq = 2', /BROKEN at entry 2/],
    ['delete from audit where seq = 4', /cut/],
    [
      `update corridors set state = json_set(state, '$.killed', json('false'))`,
      /killed is false in the store and true by the trail/,
    ],
    [`update audit set entry = 'scribble' where seq = 2`, /BROKEN/],
  ])('find tampering with the trail: %s', async (tampering, found) => {
    for (const reason of ['one', 'two', 'three']) await pt(`kill ${intent} --reason ${reason}`)
    const vandal = new DatabaseSync(join(cwd, '.partial-trust', 'state.db'))
    vandal.exec(tampering)
    vandal.close()
    const verdict = await pt('audit verify')
    expect(verdict.exitCode).toBe(1)
    expect(verdict.stdout).toMatch(found)
  })
})
