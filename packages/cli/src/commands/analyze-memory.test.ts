import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { peakMemory } from '../peak-memory.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-memory-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Attempts only, a minute apart: every line has an identity to remember and a bucket of its own. */
function writeDenseLog(path: string, attempts: number): void {
  const file = openSync(path, 'w')
  for (let from = 0; from < attempts; from += 2000) {
    const lines = Array.from({ length: 2000 }, (_, i) => line(from + i))
    writeSync(file, lines.join(''))
  }
  closeSync(file)
}

function line(i: number): string {
  const time = new Date(Date.UTC(2020, 0) + i * 60_000).toISOString()
  return `{"timestamp":"${time}","trace_id":"t-${i}","corridor_intent":"c","sample_rate":0.1,"sampled":true,"status":"accepted_llm","reason_code":"accepted","latency_ms":${i % 200},"model_meta":{"model":"m${i % 3}"},"diff_summary":{"intent_mismatch":false,"entity_key_mismatch":${i % 5 === 0}},"schema":1,"epoch":"e","stage":"target","deadline_ms":200,"instance":"i"}\n`
}

describe.skipIf(!existsSync('/proc/self/status'))('the memory of an analysis', () => {
  const path = join(folder, 'dense.jsonl')
  const limitMiB = 150 // however long the log is
  beforeAll(() => writeDenseLog(path, 600_000))

  it('stays below its limit for a page with a verdict, with a summary to keep and one to resume', () => {
    const page = ['--format', 'html', '--stage', 'target', '--by', 'model']
    const analyze = ['analyze', '--risk-log', path, ...page]
    expect(peakMemory(analyze)).toBeLessThan(limitMiB)
    expect(existsSync(`${path}.summary`)).toBe(true)
    expect(peakMemory(analyze)).toBeLessThan(limitMiB)
  })

  it('stays below its limit for a verdict alone', () => {
    expect(peakMemory(['gate', '--risk-log', path, '--stage', 'target'])).toBeLessThan(limitMiB)
  })
})
