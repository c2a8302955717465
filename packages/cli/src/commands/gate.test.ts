import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { poisson, sharedRate, type StageVerdict } from '@partial-trust/core'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '@partial-trust/testing'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'gate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000

type Line = Record<string, unknown>

/** `n` sampled records over `days`, every `badEvery`-th a timeout. */
function records(n: number, days: number, badEvery: number, more: Line = {}): Line[] {
  return Array.from({ length: n }, (_, i) => {
    const bad = badEvery > 0 && i % badEvery === badEvery - 1
    return {
      timestamp: new Date(startMs + (i * days * dayMs) / n).toISOString(),
      trace_id: `trace-${i}`,
      command_id: `command-${i}`,
      corridor_intent: 'add_shopping_item',
      sample_rate: 0.01,
      sampled: true,
      status: bad ? 'fallback_deterministic' : 'accepted_llm',
      reason_code: bad ? 'timeout' : 'accepted',
      latency_ms: bad ? 200 : 80,
      diff_summary: bad
        ? null
        : {
            intent_mismatch: false,
            decision_type_mismatch: false,
            action_count_mismatch: false,
            entity_key_mismatch: false,
          },
      schema: 1,
      epoch: 'e1',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: 'i1',
      ...more,
    }
  })
}

/** One window of ten minutes in twenty has three times the traffic and fails at 32 %, the others at 1.5 %: 5.7 % in all. */
function loadCoupled(seed: number, days: number): Line[] {
  const random = seededRandom(seed)
  const lines: Line[] = []
  for (let window = 0; window < days * 144; window++) {
    const crowded = random() < 0.05
    for (let i = 0; i < (crowded ? 6 : 2); i++) {
      const [line] = records(1, 1, random() < (crowded ? 0.32 : 0.015) ? 1 : 0)
      const atMs = startMs + (window + random()) * 600_000
      lines.push({ ...line, trace_id: `t${lines.length}`, timestamp: new Date(atMs).toISOString() })
    }
  }
  return lines
}

/** Failures whose rate is drawn anew for each window of ten minutes; `rate` of all decisions fail. */
function inBursts(seed: number, perDay: number, days: number, rate: number): Line[] {
  const random = seededRandom('bursts', seed)
  const lines: Line[] = []
  for (let window = 0; window < days * 144; window++) {
    const failing = sharedRate(rate, 0.3, random)
    for (let i = poisson(perDay / 144, random); i > 0; i--) {
      const [line] = records(1, 1, random() < failing ? 1 : 0)
      const atMs = startMs + (window + random()) * 600_000
      lines.push({ ...line, trace_id: `b${lines.length}`, timestamp: new Date(atMs).toISOString() })
    }
  }
  return lines
}

function log(name: string, lines: readonly (Line | string)[]): string {
  const path = join(folder, name)
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  writeFileSync(path, `${text.join('\n')}\n`)
  return path
}

async function gate(path: string, ...more: string[]) {
  const args = ['gate', '--risk-log', path, '--stage', 'canary', '--json', ...more]
  const { stdout, stderr, exitCode } = await runCommand(args, { cwd: folder })
  const verdict: StageVerdict | null = stdout === '' ? null : JSON.parse(stdout)
  return { verdict, stderr, exitCode }
}

describe('partial-trust gate', () => {
  it.each([
    ['GO', 0, records(500, 5, 100)],
    ['INSUFFICIENT', 10, records(40, 5, 0)],
    ['INSUFFICIENT', 10, records(500, 2, 100)],
    ['NO_GO', 20, records(200, 5, 3)],
  ] as const)('says %s and exits %d', async (said, code, lines) => {
    const { verdict, exitCode } = await gate(log('plain.jsonl', lines))
    expect(verdict?.verdict).toBe(said)
    expect(exitCode).toBe(code)
  })

  it('withholds GO from a log whose candidates are too few for its rate, however often it was copied', async () => {
    const kept = records(150, 5, 0)
    const others = records(29_850, 5, 0, {
      sampled: false,
      status: 'not_sampled',
      reason_code: 'not_sampled',
      latency_ms: null,
      diff_summary: null,
    })
    const lost = await gate(log('lost.jsonl', [...kept, ...others]))
    expect(lost.exitCode).toBe(10)
    expect(lost.verdict?.because.join(' ')).toMatch(/Only 0\.5 % .* at 1\.0 % were sampled/)
    const whole = [...kept, ...others.slice(0, 14_850)]
    expect(await gate(log('whole.jsonl', whole))).toMatchObject({ exitCode: 0 })
    expect(await gate(log('copied.jsonl', [...whole, ...whole]))).toMatchObject({ exitCode: 0 })
  })

  it.each([
    ['is not there', () => join(folder, 'missing.jsonl'), /there is no risk log .*: .* holds /u],
    [
      'is empty',
      () => log('empty.jsonl', []),
      /holds no risk record: none of its 1 lines|it is empty/u,
    ],
    [
      'is of something else',
      () => log('other.jsonl', [{ a: 1 }]),
      /none of its 1 JSON lines names a status/u,
    ],
  ])('cannot judge by a log that %s', async (_, path, said) => {
    const { verdict, exitCode, stderr } = await gate(path())
    expect({ verdict, exitCode }).toEqual({ verdict: null, exitCode: 1 })
    expect(stderr).toMatch(said)
  })

  it('lists the corridors of the log when asked for another', async () => {
    const { exitCode, stderr } = await gate(
      log('one.jsonl', records(500, 5, 100)),
      '--corridor',
      'refunds',
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /no record of the corridor refunds; it holds add_shopping_item \(500 records\)/u,
    )
  })

  it('lists the stages of the log when it knows nothing of the one asked about', async () => {
    const { exitCode, stderr } = await gate(
      log('expanded.jsonl', records(500, 5, 100, { stage: null, sample_rate: 0.05 })),
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /no decision at the stage canary .* at the rate 0\.05, live \(500 records\)/u,
    )
  })

  it('gives the same verdict for repeated, reordered and damaged lines', async () => {
    const good = records(500, 5, 100)
    const plain = await gate(log('once.jsonl', good))
    const mixed = await gate(
      log('mixed.jsonl', ['{"torn": ', ...good.toReversed(), ...good.slice(0, 100), '[]', 'null']),
    )
    const same = { decided_at: '', source: null }
    expect({ ...mixed.verdict, ...same }).toEqual({ ...plain.verdict, ...same })
  })

  it.each([
    ['cannot be read', Array.from({ length: 10 }, () => '{"status": "fallback_determ')],
    ['a newer version wrote', records(10, 5, 1, { schema: 2, trace_id: 'new' })],
  ])('is not GO when as many lines as a hundredth of the attempts %s', async (_, lines) => {
    const { verdict } = await gate(log('unreadable.jsonl', [...records(500, 5, 100), ...lines]))
    expect(verdict?.verdict).toBe('INSUFFICIENT')
    expect(verdict?.because.join(' ')).toMatch(/cannot be read or were written by a newer version/)
  })

  it('stops at an incident', async () => {
    const { exitCode } = await gate(log('incident.jsonl', records(500, 5, 100)), '--incidents', '1')
    expect(exitCode).toBe(20)
  })

  it('does not mix corridors', async () => {
    const other = records(500, 5, 2, { corridor_intent: 'create_task' }).map((line, i) => ({
      ...line,
      trace_id: `other-${i}`,
    }))
    const path = log('two.jsonl', [...records(500, 5, 100), ...other])
    const both = await gate(path)
    expect(both.exitCode).toBe(1)
    expect(both.stderr).toMatch(/several corridors.*--corridor/)
    expect((await gate(path, '--corridor', 'add_shopping_item')).exitCode).toBe(0)
    expect((await gate(path, '--corridor', 'create_task')).exitCode).toBe(20)
  })

  it('takes the plan of the directory or the one given, and says what is wrong with it', async () => {
    const plan = join(folder, 'strict.yaml')
    writeFileSync(plan, planWith('0.011'))
    const path = log('plan.jsonl', records(500, 5, 100))
    expect((await gate(path, '--plan', plan)).exitCode).toBe(10)
    writeFileSync(plan, planWith('1.5'))
    const broken = await gate(path, '--plan', plan)
    expect(broken.exitCode).toBe(1)
    expect(broken.stderr).toMatch(/strict\.yaml:6: stages\[0\]\.go\[0\]\.below must be < 1/)
  })

  const byLog = ['gate', '--risk-log', 'log.jsonl']
  it.each([
    ['an unknown stage', [...byLog, '--stage', 'nowhere'], 1, /no stage "nowhere"; it has canary/],
    ['a plan that is not there', [...byLog, '--stage', 'canary', '--plan', 'nope.yaml'], 1, /nope/],
    ['no stage', byLog, 2, /--stage/],
    ['a plan for the rollout in force', ['gate', '--plan', 'x.yaml'], 2, /--risk-log/],
    ['incidents of the rollout in force', ['gate', '--incidents', '1'], 2, /--risk-log/],
    ['a plan for its parts', ['parts', '--plan', 'x.yaml'], 2, /--risk-log/],
    ['no store', ['gate'], 1, /there is no store here/],
    ['a nonsense count', ['gate', '--stage', 'x', '--incidents', 'two'], 2, /whole number/],
  ])('explains %s', async (_, argv, code, message) => {
    const { stderr, exitCode } = await runCommand(argv, { cwd: folder })
    expect(exitCode).toBe(code)
    expect(stderr).toMatch(message)
  })

  it('is never GO where failures come with load and are too many in all (24 seeds)', async () => {
    for (let seed = 1; seed <= 24; seed++) {
      const { verdict } = await gate(log('load.jsonl', loadCoupled(seed, 4)))
      expect(verdict?.verdict, `seed ${seed}`).not.toBe('GO')
      const row = verdict?.metrics.find(({ name }) => name === 'attempt_error')
      expect(row?.upper).toBeGreaterThan(0.05)
      expect(row?.upper).toBeGreaterThan(row?.estimate ?? 1)
    }
  })

  it('is GO in at most one of 24 logs in bursts at the very rate that it must not pass (.018 is stated)', async () => {
    let passed = 0
    for (let seed = 1; seed <= 24; seed++) {
      const { verdict } = await gate(log('bursts.jsonl', inBursts(seed, 100, 5, 0.05)))
      if (verdict?.verdict === 'GO') passed += 1
    }
    expect(passed).toBeLessThanOrEqual(1)
    const healthy = await gate(log('bursts.jsonl', inBursts(1, 100, 6, 0.01)))
    expect(healthy.verdict?.verdict).toBe('GO')
  })

  it('tells p50, p95 and p99 with bounds that say the same as the latency gate', async () => {
    const { verdict } = await gate(log('latency.jsonl', records(500, 5, 100)))
    expect(verdict?.latency).toEqual([
      { quantile: 0.5, estimate_ms: 100, lower_ms: 75, upper_ms: 100 },
      { quantile: 0.95, estimate_ms: 100, lower_ms: 75, upper_ms: 100 },
      { quantile: 0.99, estimate_ms: 100, lower_ms: 75, upper_ms: null },
    ])
    const gated = verdict?.metrics.find(({ name }) => name.startsWith('latency'))
    expect(gated?.verdict).toBe('GO')
  })

  it('reads well', async () => {
    const path = log('text.jsonl', records(40, 5, 0))
    const { stdout } = await runCommand(['gate', '--risk-log', path, '--stage', 'canary'])
    expect(stdout).toMatch(
      /^by the risk log .* alone, not the rollout in force: corridor add_shopping_item, the built-in plan, 40 records of the stage since 2026-03-01T00:00:00\.000Z\ncanary: INSUFFICIENT \(not decided yet\)/u,
    )
    expect(stdout).toMatch(/needs \d+ more sampled decisions/)
    expect(stdout).toMatch(
      /latency p50 100 ms \(75 to 100 ms\), p95 100 ms \(\d+ ms or more\), p99/,
    )
  })
})

function planWith(below: string): string {
  return `version: 1
stages:
  - name: canary
    rate: 0.01
    go:
      - {metric: attempt_error, below: ${below}}
    no_go:
      - {metric: incident}
`
}

const gatedOn = (name: string, metric: string): string => {
  const path = join(folder, name)
  const rows = `[{ metric: attempt_error, below: 0.05 }, { metric: ${metric}, below: 0.1 }]`
  const stages = `[{ name: canary, rate: 0.01, min_days: 3, go: ${rows}, no_go: [{ metric: incident }] }]`
  writeFileSync(path, `version: 1\nstages: ${stages}\n`)
  return path
}

describe('a model that decides otherwise than the baseline in three of four decisions', () => {
  const lines = records(400, 4, 0).map((line, i) => ({
    ...line,
    diff_summary: {
      intent_mismatch: false,
      decision_type_mismatch: i % 4 !== 0,
      action_count_mismatch: false,
      entity_key_mismatch: false,
    },
  }))
  it('passes where only a constant is gated, which lint refuses', async () => {
    const { verdict } = await gate(
      log('otherwise.jsonl', lines),
      '--plan',
      gatedOn('constant.yaml', 'intent_mismatch'),
    )
    expect(verdict?.verdict).toBe('GO')
  })

  it.each(['disagreement', 'decision_type_mismatch'])(
    'never reaches GO under %s',
    async (metric) => {
      const { verdict, exitCode } = await gate(
        log(`${metric}.jsonl`, lines),
        '--plan',
        gatedOn(`${metric}.yaml`, metric),
      )
      expect(verdict?.verdict).toBe('INSUFFICIENT')
      expect(exitCode).toBe(10)
      const row = verdict?.metrics.find(({ name }) => name === metric)
      expect(row).toMatchObject({ s: 300, n: 400, needs: { sampled: null } })
    },
  )
})
