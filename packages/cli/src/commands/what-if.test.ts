import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-what-if-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Eight days of canary; `agrees` says whether candidate `i`, of confidence `c`, is as the baseline. */
function log(name: string, agrees: (i: number, c: number) => boolean, attempts = 3000): string {
  const lines = Array.from({ length: attempts }, (_, i) => {
    const confidence = ((i * 37) % 100) / 100
    const accepted = confidence >= 0.6
    return JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 2, 1) + i * 230_400).toISOString(),
      trace_id: `t${i}`,
      command_id: `c${i}`,
      corridor_intent: 'c',
      sample_rate: 0.01,
      sampled: true,
      status: accepted ? 'accepted_llm' : 'fallback_deterministic',
      reason_code: accepted ? 'accepted' : 'low_confidence',
      latency_ms: 60 + (i % 100),
      llm_summary: { confidence },
      diff_summary: { intent_mismatch: false, entity_key_mismatch: !agrees(i, confidence) },
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

const honest = (i: number, c: number): boolean => (i * 7919) % 100 < c * 100

describe('partial-trust replay', () => {
  it('shows what each setting gains and costs, with its verdict', async () => {
    const path = log('replay.jsonl', honest)
    const { stdout, exitCode } = await runCommand(
      [
        'replay',
        '--risk-log',
        path,
        '--stage',
        'canary',
        '--format',
        'json',
        '--confidence',
        '0.3,0.9',
        '--deadline-ms',
        '100,200',
      ],
      { cwd: folder },
    )
    expect(exitCode).toBe(0)
    const { scenarios } = JSON.parse(stdout)
    expect(scenarios).toHaveLength(5)
    const [asIs, lowShort, lowLong, highShort, highLong] = scenarios
    expect(asIs).toMatchObject({ attempts: 3000, unknown: 0, gate: { verdict: 'GO' } })
    expect(asIs.metrics.acceptance.estimate).toBeCloseTo(0.4)
    expect(lowLong.metrics.acceptance.estimate).toBeCloseTo(0.7)
    expect(highLong.metrics.acceptance.estimate).toBeCloseTo(0.1)
    expect(highLong.accepted_mismatch.estimate).toBeLessThan(lowLong.accepted_mismatch.estimate)
    for (const short of [lowShort, highShort]) expect(short.gate.verdict).toBe('NO_GO')
  })

  it('plays no decision that the verdict waits for, where records name a longer deadline', async () => {
    const path = log('long.jsonl', honest, 100)
    const old = readFileSync(path, 'utf8').replaceAll('"deadline_ms":200', '"deadline_ms":60000')
    const first = old.slice(0, old.indexOf('\n'))
    const now = new Date(Date.now() - 40_000).toISOString() // sealed for 200 ms, not for 60 s
    const late = first
      .replace(/"timestamp":"[^"]*"/u, `"timestamp":"${now}"`)
      .replace('"t0"', '"n"')
    writeFileSync(path, `${old}${late}\n`)
    const { stdout } = await runCommand(
      ['replay', '--risk-log', path, '--stage', 'canary', '--json'],
      { cwd: folder },
    )
    const [asIs] = JSON.parse(stdout).scenarios
    expect(asIs.gate.metrics[0].n).toBe(100)
    expect(asIs.attempts).toBe(100)
  })

  it('prints a table and a page', async () => {
    const argv = ['replay', '--stage', 'canary', '--risk-log']
    const { stdout } = await runCommand([...argv, log('table.jsonl', honest, 100)], { cwd: folder })
    expect(stdout.split('\n').filter((line) => line.startsWith('confidence >='))).toHaveLength(5)
    const path = log('page.jsonl', honest, 100)
    const page = await runCommand([...argv, path, '--format', 'html'], { cwd: folder })
    expect(page).toMatchObject({ exitCode: 0, stderr: '' })
    expect(page.stdout).toContain('as it was')
    expect(page.stdout).toContain('INSUFFICIENT')
  })

  it('plays the one epoch that is judged, and prints JSON for --json as for --format json', async () => {
    const path = log('epochs.jsonl', honest, 300)
    const other = readFileSync(path, 'utf8').replaceAll('"epoch":"e"', '"epoch":"old"')
    const both = join(folder, 'both-epochs.jsonl')
    const earlier = other.replaceAll('2026-03', '2026-02').replaceAll('"t', '"old-t')
    writeFileSync(both, `${earlier}${readFileSync(path, 'utf8')}`)
    const argv = ['replay', '--stage', 'canary', '--risk-log', both]
    const json = await runCommand([...argv, '--json'], { cwd: folder })
    const { epoch, scenarios, source } = JSON.parse(json.stdout)
    expect(epoch).toBe('e')
    expect(source).toMatchObject({ kind: 'risk-log', name: both, plan: null })
    expect(scenarios[0]).toMatchObject({ attempts: 300 })
    const { stdout } = await runCommand([...argv, '--format', 'json'], { cwd: folder })
    expect(JSON.parse(stdout).scenarios[1].metrics).toEqual(scenarios[1].metrics)
  })

  it('marks as limits what it cannot know, and refuses a log that is not there', async () => {
    const path = log('late.jsonl', honest, 200)
    const late = readFileSync(path, 'utf8').replaceAll(
      '"status":"accepted_llm","reason_code":"accepted"',
      '"status":"fallback_deterministic","reason_code":"timeout"',
    )
    writeFileSync(path, late)
    const argv = ['replay', '--stage', 'canary', '--risk-log']
    const { stdout } = await runCommand([...argv, path, '--deadline-ms', '400'], { cwd: folder })
    expect(stdout).toMatch(
      /deadline 400 ms +200 +>= 0\.00 % +- +<= 40\.00 % +<= 40\.00 % +80 +INSUFFICIENT/u,
    )
    expect(stdout).toMatch(/80 of 200 attempts timed out under a shorter deadline than 400 ms/u)
    const none = await runCommand([...argv, join(folder, 'none.jsonl')], { cwd: folder })
    expect(none).toMatchObject({ exitCode: 1, stdout: '' })
    expect(none.stderr).toContain('there is no risk log')
  })

  it.each([
    [['--stage', 'canary', '--confidence', '60'], 2, /must be shares from 0 to 1/u],
    [['--stage', 'canary', '--deadline-ms', '0'], 2, /must be whole milliseconds/u],
    [['--stage', 'nowhere'], 1, /no stage "nowhere"/u],
    [[], 2, /--stage/u],
  ])('refuses %j', async (options, code, message) => {
    const path = log('refused.jsonl', honest, 100)
    const argv = ['replay', ...options, '--risk-log', path]
    const { exitCode, stderr } = await runCommand(argv, { cwd: folder })
    expect(exitCode).toBe(code)
    expect(stderr).toMatch(message)
  })
})

async function calibrate(path: string, ...more: string[]): Promise<Record<string, unknown>> {
  const { stdout, exitCode } = await runCommand(
    ['calibrate', '--json', '--risk-log', path, ...more],
    { cwd: folder },
  )
  expect(exitCode).toBe(0)
  return JSON.parse(stdout)
}

async function highestBin(path: string): Promise<unknown> {
  const { agreement } = await calibrate(path)
  return Reflect.get(Object(agreement), 'bins').at(-1)
}

/** The same records, with another kind of confidence and ids of their own. */
function ofKind(kind: string, records: string): string {
  return records
    .replaceAll('"trace_id":"t', `"trace_id":"${kind}`)
    .replaceAll('"confidence":', `"confidence_kind":"${kind}","confidence":`)
}

describe('partial-trust calibrate', () => {
  it.each([
    ['informative', honest, 3000],
    ['uninformative', (i: number): boolean => (Math.floor(i / 100) * 3) % 10 < 8, 3000],
    ['misleading', (i: number, c: number): boolean => !honest(i, c), 3000],
    ['not-enough-data', honest, 40],
  ] as const)('calls a confidence %s', async (verdict, agrees, attempts) => {
    const result = await calibrate(log(`${verdict}.jsonl`, agrees, attempts))
    expect(result).toMatchObject({ stated: attempts, agreement: { verdict }, outcomes: null })
  })

  it.each([
    ['not-contradicted', honest],
    ['overstated', (i: number, c: number): boolean => honest(i, c) && i % 2 === 0],
    ['understated', (): boolean => true],
    ['both', (i: number, c: number): boolean => !honest(i, c)],
  ] as const)('calls stated figures %s', async (level, agrees) => {
    const result = await calibrate(log(`level-${level}.jsonl`, agrees))
    expect(result).toMatchObject({ agreement: { level } })
  })

  it('gives every range the same bounds, whichever of them are empty', async () => {
    const path = log('one-range.jsonl', honest)
    const narrow = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"confidence":0.9'))
    const only = join(folder, 'only-high.jsonl')
    writeFileSync(only, narrow.join('\n'))
    expect(await highestBin(only)).toEqual(await highestBin(path))
  })

  it('leaves out 95 for 95 %, and says so', async () => {
    const path = log('percent.jsonl', honest, 200)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"confidence":0.', '"confidence":1'))
    const { stated, outside, notes } = await calibrate(path)
    expect([stated, outside]).toEqual([2, 198]) // two state 0
    expect(notes).toEqual([
      '198 candidates stated a number outside 0 to 1, which is no confidence: left out',
    ])
  })

  it('says when corridors or epochs are judged together, and judges one when asked', async () => {
    const path = log('mixed.jsonl', honest, 200)
    const other = readFileSync(path, 'utf8')
      .replaceAll('"trace_id":"t', '"trace_id":"u')
      .replaceAll('"corridor_intent":"c"', '"corridor_intent":"d"')
      .replaceAll('"epoch":"e"', '"epoch":"f"')
    writeFileSync(path, `${readFileSync(path, 'utf8')}${other}`)
    expect((await calibrate(path))['notes']).toEqual([
      expect.stringContaining('2 corridors are judged together'),
      expect.stringContaining('2 epochs are judged together'),
    ])
    for (const one of [
      ['--corridor', 'd'],
      ['--epoch', 'e'],
    ]) {
      expect(await calibrate(path, ...one)).toMatchObject({ attempts: 200, notes: [] })
    }
  })

  it('never mixes kinds of confidence, and judges the one it is asked for', async () => {
    const path = log('kinds.jsonl', honest, 200)
    const stated = readFileSync(path, 'utf8')
    writeFileSync(path, `${ofKind('verbalized', stated)}${ofKind('logprobs', stated)}`)
    const words = ['calibrate', '--risk-log', path]
    const refused = await runCommand(words, { cwd: folder })
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/several kinds of confidence .*logprobs.*verbalized.*--kind/u),
    ])
    expect(await calibrate(path, '--kind', 'logprobs')).toMatchObject({ stated: 200, notes: [] })
    const none = await runCommand([...words, '--kind', 'distribution'], { cwd: folder })
    expect([none.exitCode, none.stderr]).toEqual([
      1,
      expect.stringMatching(/no candidate states .* distribution; it is .*verbalized/u),
    ])
  })

  it('judges by reported outcomes as well', async () => {
    const outcomes = join(folder, 'outcomes.jsonl')
    const lines = Array.from({ length: 3000 }, (_, i) =>
      JSON.stringify({
        command_id: `c${i}`,
        outcome: (i * 37) % 100 < 80 ? 'undone' : 'confirmed',
      }),
    )
    writeFileSync(outcomes, lines.join('\n'))
    const result = await calibrate(
      log('kept.jsonl', () => true),
      '--outcomes',
      outcomes,
    )
    expect(result).toMatchObject({
      agreement: { verdict: 'uninformative' },
      outcomes: { verdict: 'informative', n: 1200 },
    })
  })

  it('names a line that is no outcome', async () => {
    const outcomes = join(folder, 'bad.jsonl')
    writeFileSync(outcomes, '{"command_id":"c1","outcome":"undone"}\n{"command_id":"c1"}\n')
    const { exitCode, stderr } = await runCommand(['calibrate', '--outcomes', outcomes], {
      cwd: folder,
    })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('bad.jsonl:2: is no outcome')
  })

  it('refuses a log that is not there', async () => {
    const argv = ['calibrate', '--json', '--risk-log', join(folder, 'nothing.jsonl')]
    const { exitCode, stdout, stderr } = await runCommand(argv, { cwd: folder })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toContain('there is no risk log')
  })
})
