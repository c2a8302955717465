import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeSqliteStore, openControl } from '@partial-trust/control'
import { MetricsCounter, observe, type ChosenTuning } from '@partial-trust/core'
import { idPseudonym } from '@partial-trust/engine'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'tune-'))
afterAll(() => rmSync(folder, { recursive: true }))

const startMs = Date.UTC(2026, 2, 1)

type Line = Record<string, unknown>

/** `n` compared candidates, three minutes apart; those below a confidence of .75 are wrong every fourth time. */
function candidates(n: number, more: (i: number) => Line = () => ({})): Line[] {
  return Array.from({ length: n }, (_, i) => {
    const confidence = 0.5 + ((i * 7919) % 50) / 100
    const wrong = confidence < 0.75 && i % 4 === 0
    return {
      timestamp: new Date(startMs + i * 180_000).toISOString(),
      trace_id: `trace-${i}`,
      command_id: `command-${i}`,
      corridor_intent: 'decide_refund',
      sampled: true,
      status: 'accepted_llm',
      reason_code: 'accepted',
      latency_ms: 80,
      llm_summary: { intent: 'decide_refund', confidence, confidence_kind: 'verbalized' },
      diff_summary: {
        intent_mismatch: false,
        decision_type_mismatch: wrong,
        action_count_mismatch: false,
        entity_key_mismatch: false,
      },
      epoch: 'e1',
      stage: 'canary',
      deadline_ms: 200,
      ...more(i),
    }
  })
}

function log(name: string, lines: readonly Line[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

async function tune(path: string, maxWrong: string, ...more: string[]) {
  const args = ['tune', '--risk-log', path, '--max-wrong', maxWrong, '--json', ...more]
  const { stdout, stderr, exitCode } = await runCommand(args, { cwd: folder })
  const tuning: ChosenTuning | null = stdout === '' ? null : JSON.parse(stdout)
  return { tuning, stderr, exitCode }
}

describe('partial-trust tune', () => {
  it('exits 0 with the loosest threshold that is certified', async () => {
    const { tuning, exitCode } = await tune(log('good.jsonl', candidates(4000)), '0.02')
    expect(exitCode).toBe(0)
    expect(tuning).toMatchObject({
      kind: 'certified',
      loosest: 0.8,
      corridor: 'decide_refund',
      epoch: 'e1',
      confidence_kind: 'verbalized',
      compared: 4000,
    })
    expect(tuning?.rows.map(({ threshold }) => threshold)).toEqual([
      0.99, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5,
    ])
  })

  it('says in the report of `analyze` what `tune` says', async () => {
    const path = log('report.jsonl', candidates(4000))
    const options = ['analyze', '--risk-log', path, '--max-wrong', '0.02']
    const analyzed = async (...more: string[]) =>
      (await runCommand([...options, ...more], { cwd: folder })).stdout
    const { tuning } = await tune(path, '0.02')
    const { tune: inReport } = JSON.parse(await analyzed('--json'))
    expect(figures(inReport.tunings[0].rows)).toEqual(figures(tuning?.rows))
    expect(inReport.tunings).toMatchObject([{ kind: 'certified', loosest: 0.8, epoch: 'e1' }])
    const sentence = 'a confidence of at least 0.8 is certified to be wrong in at most 2 %'
    expect(await analyzed()).toContain(sentence)
    expect(await analyzed('--format', 'html')).toContain(sentence)
  })

  it('exits 10 and says how many more where it cannot tell yet', async () => {
    const path = log('few.jsonl', candidates(200))
    const { tuning, exitCode } = await tune(path, '0.02')
    expect(exitCode).toBe(10)
    expect(tuning?.kind).toBe('not_yet')
    if (tuning?.kind === 'not_yet') expect(tuning.more).toBeGreaterThan(100)
    const { stdout } = await runCommand(['tune', '--risk-log', path, '--max-wrong', '0.02'])
    expect(stdout).toMatch(/^decide_refund: not yet: about \d+ more compared candidates/)
  })

  it('exits 20 with the bound where the target can never be shown', async () => {
    const bad = candidates(3000, (i) => ({
      diff_summary: { intent_mismatch: i % 7 === 0, entity_key_mismatch: false },
    }))
    const { tuning, exitCode } = await tune(log('bad.jsonl', bad), '0.01')
    expect(exitCode).toBe(20)
    expect(tuning?.kind).toBe('impossible')
    if (tuning?.kind === 'impossible') expect(tuning.reason).toMatch(/at least 1\d(\.\d+)? %/)
  })

  it('goes by reported outcomes where there are any', async () => {
    const path = log('outcomes.jsonl', candidates(4000))
    const reports = candidates(4000).map(({ command_id: id }) => ({
      command_id: id,
      outcome: 'confirmed',
    }))
    const outcomes = log('reports.jsonl', reports)
    const { tuning } = await tune(path, '0.02', '--outcomes', outcomes)
    expect(tuning).toMatchObject({ kind: 'certified', loosest: 0.5 })
  })

  it('finds outcomes by the ids as they were given where the log has them under a key', async () => {
    const pseudonym = idPseudonym('a-key')
    const lines = candidates(4000, (i) => ({ command_id: pseudonym?.(`command-${i}`) }))
    const path = log('keyed.jsonl', lines)
    const reports = candidates(4000).map(({ command_id: id }) => ({
      command_id: id,
      outcome: 'right',
    }))
    const outcomes = log('keyed-reports.jsonl', reports)
    const args = [
      'tune',
      '--risk-log',
      path,
      '--max-wrong',
      '0.02',
      '--json',
      '--outcomes',
      outcomes,
    ]
    const env = { PARTIAL_TRUST_ID_KEY: 'a-key' }
    const { stdout } = await runCommand(args, { cwd: folder, env })
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'certified', loosest: 0.5 })
  })

  it('judges the latest epoch alone', async () => {
    const lines = candidates(4000, (i) => (i < 3900 ? {} : { epoch: 'e2' }))
    const path = log('epochs.jsonl', lines)
    expect((await tune(path, '0.02')).tuning).toMatchObject({ epoch: 'e2', compared: 100 })
    expect((await tune(path, '0.02', '--epoch', 'e1')).tuning).toMatchObject({ compared: 3900 })
  })

  it.each([
    [
      'a corridor that is not there',
      ['--corridor', 'nowhere'],
      /no such corridor: nowhere; the log has decide_refund/,
    ],
    ['an epoch that is not there', ['--epoch', 'e9'], /no such epoch: e9; there is evidence of e1/],
    ['a kind that is not there', ['--kind', 'logprobs'], /--kind: the epoch has verbalized/],
  ])('names what the log holds: %s', async (_, more, message) => {
    const { exitCode, stderr } = await tune(log('one.jsonl', candidates(20)), '0.02', ...more)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
  })

  it('names the log that is not there, and what is; a log without candidates is something else', async () => {
    const empty = log('empty.jsonl', [])
    const missing = await tune(join(folder, 'missing.jsonl'), '0.02')
    expect(missing).toMatchObject({ exitCode: 1, tuning: null })
    expect(missing.stderr).toMatch(
      /there is no risk log .*missing\.jsonl: .* holds .*empty\.jsonl/u,
    )
    const without = await tune(empty, '0.02')
    expect(without).toMatchObject({ exitCode: 1, tuning: null })
    expect(without.stderr).toMatch(/the log .*empty\.jsonl is there but holds no candidate/u)
  })

  it('asks which corridor or kind is meant where there are several', async () => {
    const two = candidates(20, (i) => (i % 2 === 0 ? {} : { corridor_intent: 'other' }))
    const which = await tune(log('two.jsonl', two), '0.02')
    expect(which).toMatchObject({ exitCode: 1, tuning: null })
    expect(which.stderr).toMatch(/--corridor; the log has decide_refund, other/)
    const kinds = candidates(20, (i) => ({
      llm_summary: { confidence: 0.9, confidence_kind: i % 2 === 0 ? 'verbalized' : 'logprobs' },
    }))
    expect((await tune(log('kinds.jsonl', kinds), '0.02')).stderr).toMatch(
      /logprobs, verbalized|verbalized, logprobs/,
    )
  })

  it('refuses a target that is no share', async () => {
    expect((await tune(log('any.jsonl', candidates(5)), '2')).exitCode).toBe(2)
  })
})

/** Of a corridor that is registered where no configuration says otherwise. */
function shopping(n: number): Line[] {
  return candidates(n, () => ({ corridor_intent: 'add_shopping_item' }))
}

/** A store with a rollout of the corridor, and candidates as its processes counted them. */
async function store(name: string, lines: readonly Line[]): Promise<string> {
  const cwd = join(folder, name)
  mkdirSync(join(cwd, '.partial-trust'), { recursive: true })
  makeSqliteStore(join(cwd, '.partial-trust', 'state.db'))
  await live(cwd, 'rollout start add_shopping_item --reason first')
  await counted(cwd, lines)
  return cwd
}

async function counted(cwd: string, lines: readonly Line[]): Promise<void> {
  const control = openControl(
    { kind: 'sqlite', path: '.partial-trust/state.db' },
    { cwd, now: Date.now },
  )
  const counter = new MetricsCounter()
  for (const line of lines) {
    const observation = observe(line)
    if (observation !== null) counter.record({ ...observation, instance: 'i' })
  }
  await control?.evidence.save(counter.cells.values())
  await control?.close()
}

function live(cwd: string, line: string) {
  return runCommand(line.split(' '), { cwd })
}

const asked = 'tune --corridor add_shopping_item --max-wrong 0.02'

function figures(rows: ChosenTuning['rows'] = []): unknown {
  return rows.map(({ s, n, certified }) => [s, n, certified])
}

describe('partial-trust tune by the store', () => {
  it('says what the same decisions in a log say', async () => {
    const cwd = await store('same', shopping(4000))
    const { stdout, exitCode } = await live(cwd, `${asked} --json`)
    const byStore = JSON.parse(stdout)
    const byLog = (await tune(log('same.jsonl', shopping(4000)), '0.02')).tuning
    expect(exitCode).toBe(0)
    expect(byStore).toMatchObject({ source: { kind: 'store' }, loosest: 0.8, compared: 4000 })
    // Three minutes apart in windows of ten: the log is read to the ms, the store to five minutes.
    expect(figures(byStore.rows)).toEqual(figures(byLog?.rows))
  })

  it('applies the certified threshold with an audit entry, tightens at once and loosens only certified', async () => {
    const cwd = await store('apply', shopping(4000))
    const status = async () => {
      const { stdout } = await live(cwd, 'status --json')
      return JSON.parse(stdout).corridors[0].confidence?.at_least ?? null
    }
    expect((await live(cwd, `${asked} --apply`)).exitCode).toBe(2)
    expect((await live(cwd, `${asked} --apply --at-least 0.95 --reason careful`)).exitCode).toBe(0)
    expect(await status()).toBe(0.95)
    const loosened = await live(cwd, `${asked} --apply --reason certified`)
    expect(loosened).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('at least 0.8') })
    expect(await status()).toBe(0.8)
    const tooLoose = await live(cwd, `${asked} --apply --at-least 0.6 --reason more`)
    expect(tooLoose.exitCode).toBe(1)
    expect(tooLoose.stderr).toContain(
      'loosening from 0.8 to 0.6 is not certified: only from 0.8 on',
    )
    expect((await live(cwd, `${asked} --apply --at-least 0.99 --reason harm`)).exitCode).toBe(0)
    expect(await status()).toBe(0.99)
    const entries = (await live(cwd, 'audit --json')).stdout.trim().split('\n')
    const last = JSON.parse(entries.at(-2) ?? '')
    expect(last).toMatchObject({ action: 'tune', to: { confidence: { at_least: 0.8 } } })
    expect(last.evidence.rows).toHaveLength(8)
    expect((await live(cwd, 'audit verify')).exitCode).toBe(0)
  })

  it('changes nothing where nothing is certified', async () => {
    const cwd = await store('few', shopping(200))
    const { exitCode, stderr } = await live(cwd, `${asked} --apply --reason soon`)
    expect(exitCode).toBe(10)
    expect(stderr).toContain('nothing is certified, so nothing was changed')
  })

  it.each([null, 'a-key'])(
    'takes the labels that were reported to the store, under the id key %j',
    async (idKey) => {
      const cwd = await store(`labels-${idKey}`, [])
      const recordedAs = idPseudonym(idKey) ?? ((id: string) => id)
      const lines = shopping(4000).map((line) => ({
        ...line,
        command_id: recordedAs(String(line.command_id)),
      }))
      const path = log('labelled.jsonl', lines)
      const control = openControl(
        { kind: 'sqlite', path: '.partial-trust/state.db' },
        { cwd, now: Date.now },
      )
      const key = { ...noKey, corridor: 'add_shopping_item' }
      for (let i = 0; i < 4000; i += 4) {
        const id = createHash('sha256')
          .update(recordedAs(`command-${i}`))
          .digest('hex')
        await control?.evidence.outcome({ key, id, arm: 'candidate', kind: 'right' })
      }
      await control?.close()
      const { stdout } = await live(cwd, `${asked} --risk-log ${path} --outcomes store --json`)
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'certified', loosest: 0.5 })
    },
  )

  it('draws a page of it', async () => {
    const path = log('page.jsonl', shopping(4000))
    const { stdout } = await live(folder, `${asked} --risk-log ${path} --format html`)
    expect(stdout).toContain('a confidence of at least 0.8 is certified to be wrong in at most 2 %')
  })
})

const noKey = {
  instance: '',
  bucket: 0,
  epoch: 'e1',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
} as const
