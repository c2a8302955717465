import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeSqliteStore } from '@partial-trust/control'
import { defaultPlan } from '@partial-trust/core'
import { afterAll, describe, expect, it } from 'vitest'
import { loadPlan, planSchema, readPlan, readPlanJson } from '@partial-trust/plan'
import { runCommand } from '../run-command.contract.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const seedPlan = join(root, 'examples/plans/seed.plan.yaml')
const folder = mkdtempSync(join(tmpdir(), 'plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('partial-trust plan lint', () => {
  it("catches the seed's own plan: vacuous latency, diluted rates, decorative minimum", async () => {
    const { stdout, exitCode } = await runCommand(['plan', 'lint', seedPlan])
    expect(exitCode).toBe(1)
    for (const limit of ['500', '400', '300']) {
      expect(stdout).toContain(`limit ${limit} ms > deadline 200 ms`)
    }
    expect(stdout).toMatch(/seed\.plan\.yaml:15: error L2 .*\n.* vacuous/)
    expect(stdout).toMatch(/minimum of 50 .* never binds/)
    expect(stdout).toMatch(/0\.03 \/ 0\.05 = 0\.6/)
  })

  it('gives programs the same findings with lines', async () => {
    const { stdout, exitCode } = await runCommand(['plan', 'lint', seedPlan, '--json'])
    expect(exitCode).toBe(1)
    const { findings }: { findings: Record<string, unknown>[] } = JSON.parse(stdout)
    expect(findings.filter(({ id }) => id === 'L1').map(({ line }) => line)).toEqual([
      17, 28, 40, 44,
    ])
  })

  it('passes the built-in plan', async () => {
    const { stdout, exitCode } = await runCommand(['plan', 'lint'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^built-in plan/)
  })

  it('names what cannot move in a corridor, and a rollout there does not start', async () => {
    const config = join(root, 'examples/intent-routing/partial-trust.config.ts')
    const plan = join(folder, 'constant.yaml')
    const gates = 'go: [{ metric: intent_mismatch, below: 0.05 }], no_go: [{ metric: incident }]'
    writeFileSync(plan, `version: 1\nstages: [{ name: canary, rate: 0.1, ${gates} }]\n`)
    const known = ['--corridor', 'route_utterance', '--config', config]
    const { stdout, exitCode } = await runCommand(['plan', 'lint', plan, ...known], { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/L15[^]*cannot move in route_utterance/)
    const own = join(root, 'examples/intent-routing/partial-trust.plan.yaml')
    expect((await runCommand(['plan', 'lint', own, ...known], { cwd: folder })).stdout).not.toMatch(
      /L15|L17/u,
    )
    const built = await runCommand(['plan', 'lint', ...known], { cwd: folder })
    expect([built.exitCode, built.stdout]).toEqual([0, expect.stringMatching(/warning L17/u)])
    const start = (...more: string[]) =>
      runCommand(
        [
          'rollout',
          'start',
          'route_utterance',
          '--plan',
          plan,
          '--config',
          config,
          '--reason',
          'x',
          ...more,
        ],
        { cwd: folder },
      )
    mkdirSync(join(folder, '.partial-trust'), { recursive: true })
    makeSqliteStore(join(folder, '.partial-trust', 'state.db'))
    const refused = await start()
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toMatch(/not started: plan lint finds [^]*L15/)
    expect((await start('--despite-lint')).exitCode).toBe(0)
  })

  it('reckons with the traffic it is told', async () => {
    const few = await runCommand(['plan', 'lint', '--traffic', '100'], { cwd: folder })
    expect(few.exitCode).toBe(1)
    expect(few.stdout).toMatch(/canary can never reach GO/)
    const wrong = await runCommand(['plan', 'lint', '--traffic', '-1'], { cwd: folder })
    expect(wrong.exitCode).toBe(2)
  })
})

describe('partial-trust plan show', () => {
  it('shows what gates take, and as JSON a plan that reads back as itself', async () => {
    const text = await runCommand(['plan', 'show'], { cwd: folder })
    expect(text.stdout).toMatch(
      /attempt_error < 5 % +85 clean decisions in 99 windows at least, about 194 at 1 %/,
    )
    const { stdout } = await runCommand(['plan', 'show', '--json'], { cwd: folder })
    expect(readPlan(stdout, 'shown').plan).toEqual(defaultPlan)
    expect(readPlanJson(JSON.parse(stdout), 'stored')).toEqual(defaultPlan)
  })

  it('shows what the rollouts of one corridor follow', async () => {
    const example = join(root, 'examples/intent-routing')
    const config = ['--config', join(example, 'partial-trust.config.ts')]
    const known = ['--corridor', 'route_utterance', ...config]
    const { stdout } = await runCommand(['plan', 'show', '--json', ...known], { cwd: folder })
    expect(JSON.stringify(defaultPlan)).toContain('intent_mismatch')
    expect(JSON.stringify(readPlan(stdout, 'shown').plan)).not.toContain('intent_mismatch')
    const runs = ['simulate', '--json', '--runs', '1', '--longest', '1', ...known]
    expect((await runCommand(runs, { cwd: folder })).exitCode).toBe(0)
    const none = await runCommand(['plan', 'show', ...config], { cwd: folder })
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('--corridor')])
  })

  it('ships the built-in plan written out', () => {
    const shipped = loadPlan(root, 'examples/plans/default.plan.yaml')
    expect(shipped.plan).toEqual(defaultPlan)
    expect(shipped.declaresAlpha).toBe(true)
  })

  it('publishes the schema it checks with', async () => {
    const published = readFileSync(join(root, 'contracts/partial-trust.plan.schema.json'), 'utf8')
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(planSchema)))
    const { stdout } = await runCommand(['plan', 'schema'])
    expect(JSON.parse(stdout)).toEqual(JSON.parse(published))
  })
})

describe('a plan file', () => {
  it.each([
    ['bogus: 1', /:1: bogus is not a key of a plan/],
    ['version: 2\nstages: []', /:1: version must be 1/],
    ['version: 1\nstages:\n  - {name: a, name: b}', /:3: /],
    ['version: [', /:\d+: /],
    ['', /:1: the plan must be object/],
    [
      'version: 1\nbursts: {window_minutes: 0.1}\nstages: []',
      /:2: bursts\.window_minutes must be 0\.1667 or more/,
    ],
    ['version: 1\nstages:\n  - {name: a, rate: .nan, go: [], no_go: []}', /stages\[0\]\.rate/],
    [
      'version: 1\nstages:\n  - name: a\n    rate: 1\n    go:\n      - {metric: happiness, below: 1}\n    no_go:\n      - {metric: incident, above: 1}',
      /:6: stages\[0\]\.go\[0\]\.metric "happiness" is no metric of this list; it can be attempt_error, .*, undone(?:.|\n)*:8: stages\[0\]\.no_go\[0\]\.above is not a key/,
    ],
  ])('is refused with line and reason: %j', async (text, message) => {
    writeFileSync(join(folder, 'bad.yaml'), text)
    const { stdout, stderr, exitCode } = await runCommand(['plan', 'show', 'bad.yaml'], {
      cwd: folder,
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('is refused when it contradicts itself', () => {
    const stage =
      '{name: a, rate: 1, min_days: 5, max_days: 2, go: [{metric: attempt_error, below: 0.1}], no_go: [{metric: incident}]}'
    const text = `version: 1\nstages:\n  - ${stage}\n  - ${stage}\n`
    expect(() => readPlan(text, 'p.yaml')).toThrow(
      /p\.yaml:3: stages\[0\]\.max_days is 2, less than min_days 5(?:.|\n)*p\.yaml:4: stages\[1\]\.name repeats/,
    )
  })

  it('is never replaced by the built-in plan when it cannot be read', () => {
    expect(() => loadPlan(folder, 'missing.yaml')).toThrow(/cannot be read/)
  })
})
