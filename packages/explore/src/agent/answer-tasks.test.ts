import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLlmSimulator, type LlmSimulator, type SimulatedRequest } from '@partial-trust/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../../cli/src/run-command.contract.ts'

let root: string
let simulator: LlmSimulator | undefined

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agent-'))
  writeFileSync(join(root, 'rates.md'), 'canary 0.01\nexpanded 0.05\n')
  writeFileSync(join(root, 'switch.md'), 'kill_switch closes the corridor\n')
  writeFileSync(
    join(root, 'plan.md'),
    '## Allowed commands\n- `cat`, `ls`\n\n### Task 1: Rates\n```bash\ncat rates.md\n```\n**Report:** Which rates?\n',
  )
})
afterEach(async () => {
  await simulator?.close()
  simulator = undefined
  rmSync(root, { recursive: true, force: true })
})

/** Runs `explore --llm` against a simulated model that says `turns` one after the other. */
async function explored(turns: readonly unknown[]) {
  const requests: SimulatedRequest[] = []
  let ordinal = 0
  simulator = await startLlmSimulator({
    schedule: { latency_ms: 0, jitter_ms: 0 },
    respond: (request) => {
      requests.push(request)
      const turn = turns[Math.min(ordinal++, turns.length - 1)]
      return typeof turn === 'string' ? turn : JSON.stringify(turn)
    },
  })
  const env = { LLM_BASE_URL: simulator.url, LLM_POLICY_ENABLED: 'true' }
  const argv = ['explore', 'plan.md', '--repo', root, '--llm', '--json']
  const result = await runCommand(argv, { env, cwd: root })
  return { ...result, report: JSON.parse(result.stdout), requests }
}

const good = {
  action: 'answer',
  statements: [{ text: 'The canary stage has the rate 0.01.', evidence: [1] }],
}

describe('explore --llm', () => {
  it('adds an answer whose citations hold', async () => {
    const { report, exitCode, requests } = await explored([good])
    expect(report.tasks[0].answer).toEqual({ statements: good.statements })
    expect(exitCode).toBe(0)
    expect(requests[0]?.messages.at(-1)?.content).toContain('1 | canary 0.01')
  })

  it('lets the agent look further, through the same guard', async () => {
    const { report, requests } = await explored([
      { action: 'run', command: 'rm -rf . ; cat /etc/passwd ; grep x rates.md' },
      { action: 'run', command: 'cat switch.md' },
      { action: 'answer', statements: [{ text: 'There is a kill_switch.', evidence: [3] }] },
    ])
    expect(
      report.tasks[0].commands.map((one: { by: string; outcome: string }) => [one.by, one.outcome]),
    ).toEqual([
      ['plan', 'ran'],
      ['agent', 'refused'],
      ['agent', 'refused'],
      ['agent', 'refused'],
      ['agent', 'ran'],
    ])
    expect(requests[1]?.messages.at(-1)?.content).toContain('"rm" is not one of the commands')
    expect(report.tasks[0].answer.statements).toHaveLength(1)
    expect(report.tree.unchanged).toBe(true)
  })

  it.each([
    [
      'cites a line that does not exist',
      [{ ...good, statements: [{ text: 'x', evidence: [9] }] }],
      /cites line 9/u,
    ],
    [
      'says a number that no cited line holds',
      [{ ...good, statements: [{ text: 'The rate is 0.5.', evidence: [1] }] }],
      /no line it cites says "0.5"/u,
    ],
    [
      'says a name that no cited line holds',
      [{ ...good, statements: [{ text: 'Set MAX_RATE.', evidence: [1, 2] }] }],
      /no line it cites says "MAX_RATE"/u,
    ],
    ['says nothing', [{ ...good, statements: [] }], /schema_validation_failed/u],
    ['is not JSON', ['The rates are fine.'], /invalid_json/u],
    ['never answers', [{ action: 'run', command: 'ls' }], /within 4 turns/u],
  ])('falls back to the evidence when the agent %s', async (_, turns, reason) => {
    const { report, exitCode } = await explored(turns)
    expect(report.tasks[0].answer).toBeNull()
    expect(report.tasks[0].commands[0].output).toHaveLength(2)
    expect(report.notes.join()).toMatch(reason)
    expect(exitCode).toBe(0)
  })

  it('falls back when the endpoint is away, or was never named', async () => {
    const unnamed = await runCommand(['explore', 'plan.md', '--repo', root, '--llm'], { cwd: root })
    expect(unnamed.exitCode).toBe(0)
    expect(unnamed.stdout).toContain('Note: no answers by the agent')
    const gone = await runCommand(['explore', 'plan.md', '--repo', root, '--llm'], {
      cwd: root,
      env: { LLM_POLICY_ENABLED: 'true', LLM_BASE_URL: 'http://127.0.0.1:9/v1' },
    })
    expect(gone.stdout).toContain('plain evidence instead: llm_unavailable')
    expect(gone.stdout).toContain('1 | canary 0.01')
  })
})
