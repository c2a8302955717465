import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tracesOfEarlierStore } from './store-traces.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traces-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const staged = Buffer.from('{"corridor_intent":"a","epoch":"e","stage":"canary"}\n'.repeat(5000))
const unstaged = Buffer.from('{"corridor_intent":"a","epoch":"e","stage":null}\n'.repeat(5000))

const traces = () =>
  tracesOfEarlierStore({
    tokens: join(folder, 'tokens.json'),
    riskLog: join(folder, 'risk.jsonl'),
    state: join(folder, 'state.db'),
  })

describe('the traces of an earlier store', () => {
  it.each([
    ['risk.jsonl', staged],
    ['risk.jsonl.3', staged],
    ['risk.jsonl.1.gz', gzipSync(staged)],
    ['risk.jsonl-20261127', staged],
    ['risk.jsonl-20261127.zst', zstdCompressSync(staged)],
    ['risk-20261127.jsonl.gz', gzipSync(staged)],
  ])('are in the log wherever rotation put it: %s', (name, bytes) => {
    writeFileSync(join(folder, 'risk.jsonl'), unstaged)
    writeFileSync(join(folder, name), bytes)
    expect(traces()).toContain(`names stages of a rollout (${join(folder, name)})`)
  })

  it('are not in what was decided without a rollout, nor in what is no log', () => {
    writeFileSync(join(folder, 'risk.jsonl'), unstaged)
    writeFileSync(join(folder, 'risk.jsonl.1.gz'), gzipSync(unstaged))
    writeFileSync(join(folder, 'other.jsonl'), staged)
    mkdirSync(join(folder, 'risk.jsonl.counts'))
    expect(traces()).toBeNull()
  })
})
