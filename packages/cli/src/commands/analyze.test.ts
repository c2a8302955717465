import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

const reference = fileURLToPath(new URL('../../../../data/reference/analyzer', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pt-analyze-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function analyze(path: string, ...more: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await runCommand(
    ['analyze', '--risk-log', path, '--format', 'json', ...more],
    { cwd: folder },
  )
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout)
}

function written(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('partial-trust analyze', () => {
  it.each(['case01', 'case02', 'case03', 'case04', 'case05', 'case06'])(
    'gives the seed system’s figures for %s',
    async (name) => {
      const expected = JSON.parse(readFileSync(join(reference, `${name}.expected.json`), 'utf8'))
      const figures = expected.if_bad_lines_counted_as_parse_errors ?? expected
      expect(await analyze(join(reference, `${name}.jsonl`))).toMatchObject(figures)
    },
  )

  it.each([
    ['missing', (): string => join(folder, 'nowhere', 'risk.jsonl')],
    ['empty', (): string => written('empty.jsonl', '')],
    ['blank', (): string => written('blank.jsonl', '\n  \n\r\n')],
  ])('answers a %s log with zeros and nulls', async (_, path) => {
    expect(await analyze(path())).toMatchObject({
      total_records: 0,
      sampled_records: 0,
      status_breakdown: {},
      acceptance_rate: null,
      latency_p50: null,
      error_rate: null,
      parse_errors: 0,
      attempts: 0,
      attempt_error_rate: null,
      metrics: { attempt_error: { s: 0, n: 0, estimate: null, lower: null, upper: null } },
    })
  })

  it('says where it looked for a log that is missing, and what is there instead', async () => {
    written('risk-of-last-year.jsonl', '')
    const { stdout, stderr } = await runCommand([
      'analyze',
      '--risk-log',
      join(folder, 'mistyped.jsonl'),
    ])
    expect(stderr).toMatch(
      /there is no risk log .*mistyped\.jsonl: .* holds .*risk-of-last-year\.jsonl/u,
    )
    expect(stdout).toContain('the log is missing or empty: nothing was measured')
  })

  it('reads rotated files with the live one, oldest first, and a rotated one alone', async () => {
    const path = join(folder, 'rotated.jsonl')
    copyFileSync(join(reference, 'case01.jsonl'), path)
    copyFileSync(join(reference, 'case02.jsonl'), `${path}.1`)
    copyFileSync(join(reference, 'case03.jsonl'), `${path}.2`)
    expect(await analyze(path)).toMatchObject({ total_records: 8 + 33 + 15, parse_errors: 2 })
    expect(await analyze(`${path}.1`)).toMatchObject({ total_records: 33 })
  })

  it('counts a torn last line, garbage and invalid UTF-8, and reads the rest', async () => {
    const good = readFileSync(join(reference, 'case01.jsonl'))
    const bad = Buffer.concat([
      good,
      Buffer.from('{"status":"\xff\xfe"}\n', 'latin1'),
      good.subarray(0, 99),
    ])
    expect(await analyze(written('torn.jsonl', bad))).toMatchObject({
      total_records: 8,
      parse_errors: 2,
    })
  })

  it('keeps to the asked-for time', async () => {
    const path = join(reference, 'case01.jsonl')
    const march = await analyze(path, '--since', '2026-03-01', '--until', '2026-04-01')
    const all = await analyze(path)
    expect(march['total_records']).toBeGreaterThan(0)
    expect(Number(march['total_records']) + Number(march['outside_window'])).toBe(
      all['total_records'],
    )
  })

  it.each([
    [['--since', 'yesterday'], /--since "yesterday" is no time/],
    [['--since', '2026-02-01', '--until', '2026-01-01'], /--since must be earlier/],
    [['--format', 'xml'], /Allowed choices are text, json/],
  ])('refuses %j as wrong usage', async (options, message) => {
    const { exitCode, stderr } = await runCommand(['analyze', ...options], { cwd: folder })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('says which file it cannot read', async () => {
    const { exitCode, stderr } = await runCommand(['analyze', '--risk-log', folder])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`${folder} is a directory`)
  })

  it('finds the log the environment names, prints text and writes the JSON report', async () => {
    const { stdout, exitCode } = await runCommand(['analyze', '--output-json', 'report.json'], {
      cwd: folder,
      env: { PARTIAL_TRUST_RISK_LOG_PATH: join(reference, 'case05.jsonl') },
    })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('attempt errors')
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
    expect(report).toMatchObject({ total_records: 1500, sampled_records: 288 })
  })

  it('counts a log given twice once in what gates read, and line by line in the seed’s figures', async () => {
    const text = readFileSync(join(reference, 'case05.jsonl'), 'utf8')
    const lines = text.trimEnd().split('\n')
    const doubled = [...lines, ...lines.toReversed()].join('\n')
    const once = await analyze(written('once.jsonl', text))
    const twice = await analyze(written('twice.jsonl', doubled))
    expect(twice).toMatchObject({
      total_records: 3000,
      attempts: once['attempts'],
      metrics: once['metrics'],
      duplicates: once['attempts'],
    })
  })

  it('checks itself on logs with known answers', async () => {
    const { stdout, exitCode } = await runCommand(['analyze', '--self-test'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(9)
    expect(stdout).not.toContain('WRONG')
  })
})

/** Eight days of canary, of the second model's candidates the share `failing` fails. */
function canary(name: string, failing: number, more: Record<string, unknown> = {}): string {
  const lines = Array.from({ length: 4000 }, (_, i) => {
    const small = i % 8 === 0
    const failed = small && ((i / 8) * 389) % 1000 < failing * 1000
    return JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 2, 1) + i * 172_800).toISOString(),
      trace_id: `t${i}`,
      corridor_intent: 'c',
      sample_rate: 0.01,
      sampled: true,
      status: failed ? 'fallback_deterministic' : 'accepted_llm',
      reason_code: failed ? 'llm_error' : 'accepted',
      latency_ms: 80,
      model_meta: { model: small ? 'small-2' : 'small-1' },
      diff_summary: { intent_mismatch: false, entity_key_mismatch: false },
      schema: 1,
      epoch: 'e',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: 'i',
      ...more,
    })
  })
  return written(name, `${lines.join('\n')}\n`)
}

function gate(report: Record<string, unknown>): unknown {
  return Object.assign({}, report['gate'], { decided_at: null })
}

describe('partial-trust analyze --stage', () => {
  it('adds the verdict of the built-in plan', async () => {
    const report = await analyze(canary('good.jsonl', 0), '--stage', 'canary')
    expect(report).toMatchObject({ gate: { stage: 'canary', verdict: 'GO' } })
  })

  it('never says GO without data, from the future, or without times', async () => {
    const future = new Date(Date.now() + 86_400_000 * 30).toISOString()
    for (const path of [
      written('none.jsonl', ''),
      canary('future.jsonl', 0, { timestamp: future }),
      canary('timeless.jsonl', 0, { timestamp: null }),
    ]) {
      const report = await analyze(path, '--stage', 'canary')
      expect(report).toMatchObject({ gate: { verdict: 'INSUFFICIENT' } })
    }
  })

  it('names what is there when the log knows nothing of the stage', async () => {
    const path = canary('elsewhere.jsonl', 0, { stage: null, sample_rate: 0.05 })
    const args = ['analyze', '--risk-log', path, '--stage', 'canary']
    expect(await runCommand(args, { cwd: folder })).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /no decision at the stage canary \(rate 0\.01, live\); it has no stage named, at the rate 0\.05, live \(4,000 records\)/u,
      ),
    })
  })

  it('is not moved by a clock that steps back, or by the order of lines', async () => {
    const path = canary('order.jsonl', 0.02)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const mixed = lines.toSorted((a, b) => a.slice(60).localeCompare(b.slice(60)))
    const [one, two] = [
      await analyze(path, '--stage', 'canary'),
      await analyze(written('mixed.jsonl', mixed.join('\n')), '--stage', 'canary'),
    ]
    expect(gate(two)).toEqual(gate(one))
  })

  it('does not say GO while two epochs answer side by side', async () => {
    const path = canary('epochs.jsonl', 0)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const half = lines.map((line, i) =>
      i % 2 === 0 ? line.replace('"epoch":"e"', '"epoch":"f"') : line,
    )
    const report = await analyze(written('interleaved.jsonl', half.join('\n')), '--stage', 'canary')
    expect(report).toMatchObject({ gate: { verdict: 'INSUFFICIENT' } })
    expect(report['notes']).toContainEqual(expect.stringContaining('several epochs'))
  })

  it('reads records of other versions and says so', async () => {
    const path = canary('versions.jsonl', 0, { schema: 7, surprise: { deep: [1] } })
    const report = await analyze(path, '--stage', 'canary')
    expect(report).toMatchObject({ total_records: 4000, schemas: { 7: 4000 } })
    expect(report['notes']).toContainEqual(expect.stringContaining('schema 7'))
  })

  it('flags a GO that hides a failing part', async () => {
    const report = await analyze(canary('hidden.jsonl', 0.22), '--stage', 'canary', '--by', 'model')
    expect(report).toMatchObject({
      gate: { verdict: 'GO' },
      by: { by: 'model', hidden_failures: ['small-2'] },
    })
    const { stdout } = await runCommand(
      ['analyze', '--risk-log', join(folder, 'hidden.jsonl'), '--stage', 'canary', '--by', 'model'],
      { cwd: folder },
    )
    expect(stdout).toContain('GO as a whole hides a failing part: small-2')
  })

  it('wants a stage with a plan', async () => {
    const { exitCode, stderr } = await runCommand(['analyze', '--plan', 'x.yaml'], { cwd: folder })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--plan needs --stage')
  })

  it('keeps to the records of one corridor, in every figure', async () => {
    const own = readFileSync(canary('own.jsonl', 0.01), 'utf8').split('\n').slice(0, 400)
    const other = readFileSync(
      canary('other.jsonl', 1, { corridor_intent: 'd', latency_ms: 199, status: 'skipped' }),
      'utf8',
    )
    const both = written('both.jsonl', `${own.join('\n')}\n${other}`)
    const alone = await analyze(written('alone.jsonl', `${own.join('\n')}\n`), '--no-summary')
    expect(await analyze(both, '--corridor', 'c')).toEqual(alone)
    const argv = ['analyze', '--risk-log', both, '--corridor', 'nope']
    const { exitCode, stderr } = await runCommand(argv, { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('no record of the corridor nope; it holds d (4,000 records), c (400')
  })

  it('prints JSON for --json as for --format json', async () => {
    const argv = ['analyze', '--risk-log', join(folder, 'none.jsonl')]
    const short = await runCommand([...argv, '--json'], { cwd: folder })
    const long = await runCommand([...argv, '--format', 'json'], { cwd: folder })
    expect(JSON.parse(short.stdout)).toEqual(JSON.parse(long.stdout))
  })

  it('lets no text of a log move the cursor or turn the reading direction', async () => {
    const path = join(folder, 'hostile.jsonl')
    writeFileSync(path, '{"status":"a\\u001b[2Jb","reason_code":"\\u202Egnp"}\n')
    const { stdout } = await runCommand(['analyze', '--risk-log', path], { cwd: folder })
    expect(stdout).toContain('a\u{FFFD}[2Jb')
    expect(stdout).toContain('\u{FFFD}gnp')
  })
})
