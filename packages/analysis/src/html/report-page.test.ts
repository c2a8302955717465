import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPlan } from '@partial-trust/core'
import { accessibilityProblems } from '../../../cli/src/accessibility.contract.ts'
import { describeInBrowser, launchBrowser } from '../../../cli/src/browser.contract.ts'
import { gateTally } from '../verdict/index.js'
import { buildReport } from '../log/build-report.js'
import { findLog } from '../log/find-log.js'
import { foldLine } from '../log/fold-line.js'
import { logTunings, type LogTunings } from '../log/log-tunings.js'
import { LogTally } from '../log/log-tally.js'
import { splitReport } from '../log/split-report.js'
import { allTime } from '../log/time-window.js'
import { reportPage } from './report-page.js'

const nowMs = Date.UTC(2026, 2, 20)
const hostile = '<img src=x onerror="alert(1)">&\u0022'

function record(i: number): Record<string, unknown> {
  const failed = i % 40 === 0
  return {
    timestamp: new Date(Date.UTC(2026, 2, 10) + i * 400_000).toISOString(),
    trace_id: `t${i}`,
    corridor_intent: 'add_shopping_item',
    sample_rate: 0.01,
    sampled: true,
    status: failed ? 'fallback_deterministic' : 'accepted_llm',
    reason_code: failed ? 'timeout' : 'accepted',
    latency_ms: failed ? 201 : 50 + (i % 120),
    model_meta: { model: i % 3 === 0 ? hostile : 'small-1', input_tokens: 10, output_tokens: 4 },
    diff_summary: { intent_mismatch: false, entity_key_mismatch: i % 5 === 0 },
    schema: 1,
    epoch: i < 200 ? 'old' : 'new',
    stage: 'canary',
    deadline_ms: 200,
    instance: 'i',
  }
}

function tallyOf(records: number, more: (i: number) => Record<string, unknown>): LogTally {
  const tally = new LogTally()
  for (let i = 0; i < records; i += 1) {
    foldLine(tally, Buffer.from(JSON.stringify({ ...record(i), ...more(i) })), allTime)
  }
  return tally
}

function twelveModels(i: number): Record<string, unknown> {
  return { model_meta: { model: `model_number_${i % 12}_of_the_twelve` } }
}

/** No stage is judged, and every name is one long word. */
function unjudgedPage(): string {
  const long = 'stage-of-a-name-without-any-space/'.repeat(6)
  const tally = tallyOf(300, (i) => ({ epoch: `${long}${i % 2}`, stage: long }))
  const report = buildReport(tally, nowMs)
  const none = { plan: null, verdict: null, split: null, tuned: null, corridor: null }
  return reportPage({ source: 'risk.jsonl', nowMs, report, tally, ...none })
}

/** Candidates that state a confidence, of one kind or another. */
const sure = (i: number): Record<string, unknown> => ({
  llm_summary: { confidence: 0.9, confidence_kind: i % 2 === 0 ? 'verbalized' : 'logprobs' },
  diff_summary: { intent_mismatch: false, entity_key_mismatch: false },
})

function page(
  records: number,
  more: (i: number) => Record<string, unknown> = () => ({}),
  tuned: LogTunings | null = null,
): string {
  const tally = tallyOf(records, more)
  const question = { plan: defaultPlan, stage: 'canary', nowMs }
  const verdict = gateTally(tally, { ...question, corridor: null, incidents: 0 })
  const split = splitReport(tally, 'model', question, verdict.verdict)
  const report = buildReport(tally, nowMs)
  return reportPage({
    source: 'risk.jsonl',
    nowMs,
    report,
    tally,
    plan: defaultPlan,
    verdict,
    split,
    tuned,
    corridor: null,
  })
}

/** Of 2000 records, which most tests look at from a side of their own. */
const usual = page(2000)

describe('the html report', () => {
  it('shows whatever stands in a log as text', () => {
    const text = usual
    expect(text).not.toContain('<img')
    expect(text).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;&#34;')
    expect(text).not.toContain('<script')
  })

  it('tells the values of each moment of a chart on hover, without a script', () => {
    expect(usual).toMatch(
      /<title>2026-03-\d\d \d\d:\d\d UTC: [\d.]+ %, between [\d.]+ % and [\d.]+ %, \d+ of \d+<\/title>/u,
    )
  })

  it('says the verdict, its reasons and the gates', () => {
    expect(page(0)).toContain('INSUFFICIENT')
    expect(usual).toMatch(/Stage canary: <span class="word">(?:GO|INSUFFICIENT)/u)
    expect(usual).toContain('GO &#60; 5 %')
  })

  it('says that no stage was judged, and how to have one judged', () => {
    expect(unjudgedPage()).toMatch(/No stage was judged[^]*--stage NAME/u)
  })

  it('says which confidence is certified, for one epoch and one kind of it at a time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pt-tuned-'))
    const path = join(folder, 'risk.jsonl')
    const lines = Array.from({ length: 2000 }, (_, i) => ({ ...record(i), ...sure(i) }))
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const found = await findLog(path)
    const question = { maxWrong: 0.02, window: allTime }
    const text = page(2000, sure, await logTunings(found, question))
    expect(text.match(/0.5 is certified to be wrong in at most 2 %/gu)).toHaveLength(2)
    expect(text).toMatch(/epoch new, confidence verbalized, \d+ candidates compared/u)
    expect(text).toMatch(/epoch new, confidence logprobs, \d+ candidates compared/u)
    expect(text).toContain('epoch old (verbalized) of add_shopping_item')
    const part = await logTunings({ ...found, holes: ['risk.jsonl.2 is missing'] }, question)
    expect(part.tunings).toEqual([])
    expect(page(1, sure, part)).toContain('the wrong ones: risk.jsonl.2 is missing')
    rmSync(folder, { recursive: true })
  })

  it('draws nothing where nothing was measured', () => {
    expect(page(0)).not.toMatch(/<svg|No data yet/u)
  })
})

describeInBrowser('the html report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pt-page-'))
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['light', 1200, 2000],
    ['dark', 1200, 2000],
    ['light', 375, 2000],
    ['dark', 375, 0],
    ['light', 375, 1],
    ['light', 768, 'twelve models'],
    ['dark', 375, 'no stage and long names'],
  ] as const)(
    'is accessible and fits, %s at %i px with %s records',
    async (scheme, width, records) => {
      const file = join(folder, `${scheme}-${width}-${records}.html`)
      writeFileSync(
        file,
        records === 2000
          ? usual
          : typeof records === 'number'
            ? page(records)
            : records === 'twelve models'
              ? page(1200, twelveModels)
              : unjudgedPage(),
      )
      const tab = await browser.newPage({
        bypassCSP: true,
        colorScheme: scheme,
        viewport: { width, height: 800 },
      })
      const asked: string[] = []
      tab.on('request', (request) => asked.push(request.url()))
      await tab.goto(pathToFileURL(file).href)
      expect(asked).toEqual([pathToFileURL(file).href])
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
      expect(await accessibilityProblems(tab)).toEqual([])
      await tab.close()
    },
  )
})
