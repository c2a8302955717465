import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@partial-trust/analysis/evidence-bundle'
import { controlPlan, makeSqliteStore, openControl } from '@partial-trust/control'
import type { ControlAction } from '@partial-trust/control'
import { bucketMs, counterIndex, defaultPlan, emptyVector } from '@partial-trust/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

const intent = 'decide_refund'
let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'rollout-bundle-'))
  makeSqliteStore(join(cwd, 'state.db'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

/** Quick to satisfy; the folder's own plan could not be more different. */
const plan = {
  ...defaultPlan,
  stages: [
    {
      ...defaultPlan.stages[0],
      min_days: 0,
      min_sampled: 20,
      go: [{ metric: 'attempt_error', below: 0.4, of: 'sampled' }],
      no_go: [{ metric: 'attempt_error', above: 0.5, of: 'sampled' }, { metric: 'incident' }],
    },
    ...defaultPlan.stages.slice(1),
  ],
} satisfies typeof defaultPlan

function pt(...argv: string[]) {
  return runCommand(argv, { cwd, env: { PARTIAL_TRUST_STATE: 'sqlite:state.db' } })
}

const anHourAgo = (): number => Date.now() - 3_600_000

/** Changes made an hour ago. */
async function withStore(...actions: readonly ControlAction[]): Promise<void> {
  const control = openControl({ kind: 'sqlite', path: 'state.db' }, { cwd, now: anHourAgo })
  if (control === null) throw new Error('no control')
  for (const action of actions) {
    const state = (await control.store.read()).corridors.get(intent)
    const expectedVersion = state?.version ?? 0
    await control.store.change({ intent, action, by: 'ana', reason: 'because', expectedVersion })
  }
  await control.close()
}

/** What two processes counted ten minutes ago: `good` answers each. */
async function count(good: number): Promise<void> {
  const control = openControl({ kind: 'sqlite', path: 'state.db' }, { cwd, now: Date.now })
  if (control === null) throw new Error('no control')
  const vector = emptyVector()
  for (const name of [
    'started',
    'eligible',
    'sampled',
    'attempts',
    'judged',
    'accepted',
  ] as const) {
    vector[counterIndex[name]] = good
  }
  await control.evidence.save(
    ['one', 'two'].map((instance) => ({
      key: {
        instance,
        bucket: Math.floor(Date.now() / bucketMs) - 60,
        corridor: intent,
        epoch: 'e',
        stage: 'canary',
        sampleRate: 0.01,
        mode: 'live',
        model: null,
      },
      vector,
    })),
  )
  await control.close()
}

const started: ControlAction = { kind: 'rollout', plan: controlPlan(plan), restart: true }

/** The bundle written now, and the verdict that `gate` and `status` give now. */
async function bundled() {
  const made = await pt('evidence-bundle', '-o', 'b.json')
  expect(made).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('unexpected') })
  const text = readFileSync(join(cwd, 'b.json'), 'utf8')
  const bundle: { verdict: Record<string, unknown> } & Record<string, unknown> = JSON.parse(text)
  const gate: Record<string, unknown> = JSON.parse((await pt('gate', '--json')).stdout)
  const status: { corridors: { intent: string; verdict: Record<string, unknown> }[] } = JSON.parse(
    (await pt('status', '--json')).stdout,
  )
  const shown = status.corridors.find((one) => one.intent === intent)?.verdict
  return { made, bundle, gate, shown }
}

function timeless(verdict: Record<string, unknown>): object {
  return { ...verdict, decided_at: undefined }
}

describe('an evidence bundle of the rollout in force', () => {
  it('gives the verdict of gate and status, incidents and closings included, whatever the folder holds', async () => {
    writeFileSync(join(cwd, 'partial-trust.plan.yaml'), 'not: a plan')
    writeFileSync(join(cwd, 'risk.jsonl'), 'not a log')
    await withStore(started)
    for (const [action, said] of [
      [null, 'INSUFFICIENT'],
      [{ kind: 'incident' }, 'NO_GO'],
      [{ kind: 'resume' }, 'INSUFFICIENT'],
      [{ kind: 'kill' }, 'NO_GO'],
    ] as const) {
      if (action !== null) await withStore(action)
      const { bundle, gate, shown, made } = await bundled()
      expect(gate['verdict']).toBe(said)
      expect(timeless(bundle.verdict)).toEqual(timeless(gate))
      expect(timeless(bundle.verdict)).toEqual(timeless(shown ?? {}))
      expect(made.stdout).toContain(`by the rollout in force: corridor ${intent}`)
    }
  })

  it('is checked without the store, and names what was changed in it', async () => {
    await withStore(started)
    await count(300)
    const { bundle, gate } = await bundled()
    expect(gate['metrics']).toContainEqual(expect.objectContaining({ s: 0, n: 600 }))
    const passed = await pt('evidence-bundle', '--check', 'b.json')
    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('PASS: b.json') })
    expect(passed.stdout).toContain('audit entry 1')
    const changes: readonly (readonly [string, unknown, RegExp])[] = [
      ['cells', [], /verdict\.because|verdict\.metrics/u],
      ['plan', { ...plan, promote: 'auto' }, /state\.rollout\.plan says/u],
      ['verdict', { ...bundle.verdict, verdict: 'GO', because: [] }, /verdict\.because/u],
      ['state', { intent }, /verdict cannot be derived: version is not a whole number/u],
      [
        'page',
        '<p>GO</p>',
        /page is not the page .* its line 1 says "<p>GO<\/p>", but "<!doctype html>" follows/u,
      ],
    ]
    for (const [key, value, said] of changes) {
      const forged = { ...bundle, [key]: value }
      forged['digest'] = digestOf(forged)
      writeFileSync(join(cwd, 'forged.json'), `${JSON.stringify(forged)}\n`)
      const { stdout, exitCode } = await pt('evidence-bundle', '--check', 'forged.json')
      expect(exitCode, key).toBe(1)
      expect(stdout).toMatch(said)
    }
    writeFileSync(join(cwd, 'edited.json'), `${JSON.stringify({ ...bundle, page: '' })}\n`)
    expect((await pt('evidence-bundle', '--check', 'edited.json')).stdout).toContain('digest says')
  })

  it.each([
    [[], 2, 'give -o FILE'],
    [['-o', 'b.json', '--plan', 'p.yaml'], 2, '--plan goes with --risk-log'],
    [['-o', 'b.json', '--incidents', '1'], 2, '--incidents goes with --risk-log'],
    [['-o', 'b.json', '--stage', 'target'], 1, `${intent} stands at stage canary, not at target`],
    [['-o', 'b.json', '--corridor', 'b'], 1, 'no rollout of b was started'],
    [['-o', 'b.json', '--risk-log', 'risk.jsonl'], 2, '--risk-log needs --stage NAME'],
  ])('is refused for %j', async (argv, code, said) => {
    await withStore(started)
    const { exitCode, stderr } = await pt('evidence-bundle', ...argv)
    expect(stderr).toContain(said)
    expect(exitCode).toBe(code)
  })

  it('is not held against one log', async () => {
    await withStore(started)
    await pt('evidence-bundle', '-o', 'b.json')
    const argv = ['evidence-bundle', '--check', 'b.json', '--risk-log', 'risk.jsonl']
    expect(await pt(...argv)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('all processes counted for it'),
    })
  })
})
