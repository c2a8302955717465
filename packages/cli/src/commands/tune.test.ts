import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { LogTuning } from '@partial-trust/analysis'
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
  const tuning: LogTuning | null = stdout === '' ? null : JSON.parse(stdout)
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
    ['an epoch that is not there', ['--epoch', 'e9'], /no such epoch: e9; the log has e1/],
    ['a kind that is not there', ['--kind', 'logprobs'], /--kind: the epoch has verbalized/],
  ])('names what the log holds: %s', async (_, more, message) => {
    const { exitCode, stderr } = await tune(log('one.jsonl', candidates(20)), '0.02', ...more)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(message)
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
