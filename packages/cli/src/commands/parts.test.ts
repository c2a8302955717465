import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'parts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const startMs = Date.UTC(2026, 2, 1)
const days = 4

/** 20 languages, `each` sampled decisions in each; those of `l13` fail every other time, the others never. */
function twentyLanguages(name: string, each: number): string {
  const lines = Array.from({ length: 20 * each }, (_, i) => {
    const language = `l${i % 20}`
    const bad = language === 'l13' && Math.floor(i / 20) % 2 === 1
    return JSON.stringify({
      timestamp: new Date(startMs + (i * days * 86_400_000) / (20 * each)).toISOString(),
      trace_id: `t${i}`,
      command_id: `c${i}`,
      corridor_intent: 'decide_refund',
      sample_rate: 0.01,
      sampled: true,
      status: bad ? 'fallback_deterministic' : 'accepted_llm',
      reason_code: bad ? 'timeout' : 'accepted',
      latency_ms: bad ? 200 : 80,
      baseline_summary: {
        intent: 'decide_refund',
        decision_type: 'approve',
        action_count: 1,
        entity_keys_count: 1,
        language,
        vip: true,
      },
      diff_summary: bad
        ? null
        : {
            intent_mismatch: false,
            decision_type_mismatch: false,
            action_count_mismatch: false,
            entity_key_mismatch: false,
          },
      schema: 1,
      epoch: 'e',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: 'i',
    })
  })
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

async function run(...args: string[]) {
  const { stdout, stderr, exitCode } = await runCommand(args, { cwd: folder })
  return { stdout, stderr, exitCode }
}

function timeless(text: string): unknown {
  return JSON.parse(text.replaceAll(/"decided_at": "[^"]*"/gu, '"decided_at": ""')).parts
}

describe('partial-trust parts', () => {
  const log = twentyLanguages('masked.jsonl', 150)

  it('names the one bad part of twenty that a GO of the whole hides, with exit 20', async () => {
    const { stdout, exitCode } = await run(
      'parts',
      '--risk-log',
      log,
      '--stage',
      'canary',
      '--json',
    )
    const { source, parts } = JSON.parse(stdout)
    expect(source).toMatchObject({ kind: 'risk-log', corridor: 'decide_refund' })
    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatchObject({ by: 'language', whole: 'GO', masked: ['l13'] })
    expect(parts[0].parts).toHaveLength(20)
    const failing = parts[0].parts.filter((part: { verdict: { verdict: string } }) => {
      return part.verdict.verdict === 'NO_GO'
    })
    expect(failing).toMatchObject([{ name: 'l13', place: 14 }])
    expect(exitCode).toBe(20)
  })

  it('says so at a terminal too, and gate and analyze --by say the same', async () => {
    const judged = ['--risk-log', log, '--stage', 'canary', '--by', 'language']
    const parts = await run('parts', ...judged)
    expect(parts.stdout).toContain('GO as a whole hides a failing part: l13')
    const gate = await run('gate', ...judged)
    expect(gate.exitCode).toBe(20)
    expect(gate.stdout).toContain('canary: GO')
    expect(gate.stdout).toContain('GO as a whole hides a failing part: l13')
    const analyze = await run('analyze', ...judged)
    expect(analyze.stdout).toContain('GO as a whole hides a failing part: l13')
    expect(analyze.stdout).toContain('l13: 150 attempts, judged alone NO_GO')
  })

  it('counts the same from cells', async () => {
    const cells = await run('cells', '--risk-log', log)
    const path = join(folder, 'cells.jsonl')
    writeFileSync(path, cells.stdout)
    const [fromCells, fromLog] = await Promise.all([
      run('parts', '--cells', path, '--stage', 'canary', '--json'),
      run('parts', '--risk-log', log, '--stage', 'canary', '--json'),
    ])
    expect(timeless(fromCells.stdout)).toEqual(timeless(fromLog.stdout))
  })

  it('is as gate where no part fails', async () => {
    const few = twentyLanguages('few.jsonl', 2)
    const { exitCode } = await run('parts', '--risk-log', few, '--stage', 'canary')
    expect(exitCode).toBe(10)
  })

  it('refuses a closed list that is not there, naming those that are', async () => {
    const asked = ['--risk-log', log, '--stage', 'canary', '--by', 'vip']
    for (const command of ['parts', 'gate', 'analyze']) {
      const { stderr, exitCode } = await run(command, ...asked)
      expect(exitCode).toBe(1)
      expect(stderr).toContain('carries a closed list vip; there is language')
    }
  })
})
