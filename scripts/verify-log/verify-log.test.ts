import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../packages/cli/src/run-command.contract.ts'
import type { KnownCorridors } from '@partial-trust/analysis/verify-log'
import { checkLines, mutationRun } from './mutation-run.ts'
import { mutations } from './mutations.ts'
import { truthfulLog } from './truthful-log.ts'

let log: string[]

function torn(line = ''): string {
  return line.slice(0, 40)
}

beforeAll(async () => {
  log = await truthfulLog(1)
})

describe('a log as the engine writes it', () => {
  it.each([1, 2, 3])('passes, whatever its decisions met with (seed %i)', async (seed) => {
    const lines = await truthfulLog(seed)
    const verification = checkLines(lines)
    expect(verification.broken).toEqual([])
    expect(verification).toMatchObject({ verdict: 'PASS', records: lines.length })
    expect(verification.recomputed_buckets).toBeGreaterThan(lines.length * 0.9)
  })

  it('holds every course that the rules speak about', () => {
    const text = log.join('\n')
    for (const word of [
      'killed',
      'lease_expired',
      'baseline_non_execute',
      'corridor_mismatch',
      'capability_mismatch',
      'not_sampled',
      'overloaded',
      'timeout',
      'invalid_json',
      'schema_validation_failed',
      'low_confidence',
      'TypeError',
      'accepted',
      'shadow',
    ]) {
      expect(text).toContain(`"${word}"`)
    }
  })

  it('holds candidates that were given up because the corridor closed', () => {
    const givenUp = log.filter((line) =>
      /"sampled":true,"status":"skipped","reason_code":"(killed|lease_expired)","latency_ms":\d+,"model_meta":null/u.test(
        line,
      ),
    )
    expect(givenUp.length).toBeGreaterThan(0)
  })

  it('passes with spaces after commas and colons too', () => {
    const spaced = log.map((line) => line.replaceAll('":', '": ').replaceAll(',"', ', "'))
    expect(spaced[0]).toContain('": ')
    expect(checkLines(spaced).verdict).toBe('PASS')
  })

  it('passes with ids under a key, and still ties the buckets together', () => {
    const hidden = log.map((line, index) =>
      line.replace(/"command_id":"[^"]*"/u, `"command_id":"${String(index).padStart(64, '0')}"`),
    )
    expect(checkLines(hidden)).toMatchObject({ verdict: 'PASS', recomputed_buckets: 0 })
  })

  it('passes with a line torn at the end, or before a new process began', () => {
    expect(checkLines([...log, torn(log[0])])).toMatchObject({ verdict: 'PASS', torn_lines: 1 })
    const second = log.findIndex((line) => line.includes('"second-process"'))
    const crashed = log.toSpliced(second, 0, torn(log[0]))
    expect(checkLines(crashed)).toMatchObject({ verdict: 'PASS', torn_lines: 1 })
    const cut = log.toSpliced(second + 1, 0, torn(log[0]))
    expect(checkLines(cut)).toMatchObject({ verdict: 'FAIL', by_rule: { json: 1 } })
  })
})

describe('a corridor with a threshold and reasons of its own', () => {
  const least = { confidence: 0.5, confidence_bucket: 'low' }

  /** The log with every accepted candidate at .5, and one refused for a reason of the corridor's own. */
  function strangers(): string[] {
    const refused = log.findIndex((line) => line.includes('"low_confidence"'))
    return log.map((line, index) => {
      const record: Record<string, unknown> = JSON.parse(line)
      const { llm_summary: summary } = record
      if (record['reason_code'] === 'accepted') Object.assign(summary ?? {}, least)
      if (index === refused) record['reason_code'] = 'over_limit'
      return JSON.stringify(record)
    })
  }

  it('is held to those, and to no others', () => {
    expect(checkLines(strangers(), known(0.5, ['over_limit'])).by_rule).not.toHaveProperty('reason')
    expect(messages(strangers(), known(0.5, ['over_limit']), 'accepted with')).toEqual([])
    expect(messages(strangers(), known(0.6, ['over_limit']), 'accepted with')).not.toEqual([])
    expect(checkLines(strangers(), known(0.5, ['other'])).by_rule).toHaveProperty('reason', 1)
  })

  it('is held to what holds of every corridor where it is not registered, and the output says so', () => {
    const checked = checkLines(strangers(), new Map())
    expect(checked).toMatchObject({ verdict: 'PASS', recomputed_buckets: 0 })
    expect(checked.notes.join()).toMatch(/not registered here, .*: price_order/u)
  })
})

function known(leastConfidence: number | null, reasons: string[] | null): KnownCorridors {
  return new Map([['price_order', { salt: '', leastConfidence, reasons }]])
}

function messages(lines: readonly string[], corridors: KnownCorridors, about: string): string[] {
  return checkLines(lines, corridors)
    .broken.map(({ message }) => message)
    .filter((message) => message.startsWith(about))
}

describe('tampering', () => {
  const noticeable = mutations.filter(({ undetectable }) => undetectable === undefined)
  it.each(noticeable)('is noticed: $name', (mutation) => {
    const [outcome] = mutationRun(log, [mutation], 7, 2)
    expect(outcome).toMatchObject({ tried: 2, caught: 2 })
  })

  it('names the line it stands in', () => {
    const at = log.findIndex((line) => line.includes('"accepted_llm"'))
    const lines = log.with(at, (log[at] ?? '').replace(/"latency_ms":\d+/u, '"latency_ms":9999'))
    expect(checkLines(lines).broken).toEqual([
      {
        rule: 'deadline',
        message: 'accepted after 9999 ms, the deadline is 200 ms',
        place: { file: 'log', line: at + 1 },
      },
    ])
  })
})

describe('partial-trust verify-log', () => {
  it('exits 0 for a good log, 1 for a missing one and with the line for a bad one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verify-log-'))
    try {
      const path = join(folder, 'risk.jsonl')
      const missing = await runCommand(['verify-log', '--risk-log', path])
      expect(missing).toMatchObject({
        exitCode: 1,
        stdout: expect.stringMatching(/^NOTHING TO CHECK: 0 records.*there is no risk log/su),
      })
      writeFileSync(path, `${log.join('\n')}\n`)
      const good = await runCommand(['verify-log', '--risk-log', path, '--json'])
      expect(good.exitCode).toBe(0)
      expect(JSON.parse(good.stdout)).toMatchObject({ verdict: 'PASS', records: log.length })
      writeFileSync(path, `${log.join('\n')}\n${log[0]}\n`)
      const bad = await runCommand(['verify-log', '--risk-log', path])
      expect(bad.exitCode).toBe(1)
      expect(bad.stdout).toContain(`risk.jsonl:${log.length + 1}: [duplicate]`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
