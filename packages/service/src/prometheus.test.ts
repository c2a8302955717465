import { spawnSync } from 'node:child_process'
import type { RiskRecord } from '@partial-trust/core'
import { metricCatalog, productMetrics } from 'partial-trust/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, measuredApp } from './measured-app.contract.js'
import type { MeasuredApp } from './measured-app.contract.js'
import { mintToken, standingOf } from './people/index.js'
import { prometheus } from './prometheus.js'
import type { Prometheus } from './prometheus.js'

const canary = 'canary-7f3a91'
const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5'
const promtool = spawnSync('promtool', ['--version']).status === 0

const records: RiskRecord[] = []
let measured: MeasuredApp
let scraped: Prometheus
beforeAll(async () => {
  measured = await measuredApp(canary)
  const hand = { by: 'root', nowMs: Date.parse('2026-11-28T08:00:00Z') }
  const wish = { name: 'anna', role: 'operator', machine: false, lifeMs: 3_600_000 } as const
  const token = standingOf(mintToken(wish, hand).stored, hand.nowMs)
  scraped = prometheus(
    measured.app,
    () => measured.verdict,
    () => [token],
  )
  measured.app.onRecord((record) => records.push(record))
  for (let id = 0; id < 40; id += 1) {
    await decide(measured.app, { id: `later-${id}`, text: canary })
  }
})
afterAll(async () => {
  scraped.close()
  await measured.close()
})

describe('/metrics', () => {
  it('has a line for every metric of the list, with its type, help and labels', async () => {
    const { text } = await scraped.expose(undefined)
    for (const name of productMetrics) {
      const { type, help, labels } = metricCatalog[name]
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`)
      const suffix = type === 'histogram' ? '_count' : ''
      const [, found = ''] =
        new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? \\S+$`, 'm').exec(text) ?? []
      const seen = [...found.matchAll(/(\w+)="/g)].map(([, label]) => label)
      expect([name, ...seen]).toEqual([name, ...labels])
    }
  })

  it('counts disagreements and errors as the gates do', async () => {
    const { text } = await scraped.expose(undefined)
    const value = (name: string, metric: string) =>
      new RegExp(`^${name}\\{corridor="decide_refund",metric="${metric}"\\} (\\S+)$`, 'm').exec(
        text,
      )?.[1]
    const asked = records.filter(({ latency_ms }) => latency_ms !== null)
    const failed = asked.filter(({ diff_summary }) => diff_summary === null)
    const other = asked.filter(({ diff_summary }) => diff_summary?.decision_type_mismatch)
    expect(Math.min(failed.length, other.length)).toBeGreaterThan(0)
    const share = (metric: string) => [
      Number(value('partial_trust_compared_events_total', metric)),
      Number(value('partial_trust_compared_total', metric)),
    ]
    expect(share('attempt_error')).toEqual([failed.length, asked.length])
    expect(share('disagreement')).toEqual([other.length, asked.length - failed.length])
  })

  it('asks for health and verdict once a scrape, and anew at the next', async () => {
    const { app, verdict } = measured
    const asked = { health: 0, verdict: 0 }
    const counting = {
      ...app,
      onRecord: (listener: (record: RiskRecord) => void) => app.onRecord(listener),
      health() {
        asked.health += 1
        return app.health()
      },
    }
    const counted = prometheus(counting, () => {
      asked.verdict += 1
      return verdict
    })
    await counted.expose(undefined)
    expect(asked).toEqual({ health: 1, verdict: 1 })
    await counted.expose(undefined)
    counted.close()
    expect(asked).toEqual({ health: 2, verdict: 2 })
  })

  it('says nothing of a verdict on another entry of the stage', async () => {
    const { app, verdict } = measured
    const since = '2026-11-01T10:00:00.000Z'
    const before = { ...verdict, verdict: 'GO', source: { ...verdict.source, since } } as const
    const stale = prometheus(app, () => before)
    const [{ text }, now] = [await stale.expose(undefined), await scraped.expose(undefined)]
    stale.close()
    expect(text).not.toMatch(/^partial_trust_(verdict|gate_\w+)\{/mu)
    expect(now.text).toMatch(/^partial_trust_verdict\{.*"INSUFFICIENT"\} 1$/mu)
  })

  it('says nothing but a stop of a verdict while the store cannot be read', async () => {
    const { app, verdict } = measured
    const lease = { fresh: false, ageMs: 60_000, leaseMs: 5000 }
    const away = { ...app, health: () => ({ ...app.health(), lease }) }
    const texts = (['GO', 'INSUFFICIENT', 'NO_GO'] as const).map(async (word) => {
      const scraping = prometheus(away, () => ({ ...verdict, verdict: word }))
      const { text } = await scraping.expose(undefined)
      scraping.close()
      return /^partial_trust_verdict\{.*"(\w+)"\} 1$/mu.exec(text)?.[1] ?? null
    })
    expect(await Promise.all(texts)).toEqual([null, null, 'NO_GO'])
  })

  it('counts a kill once, and says what closes the corridor', async () => {
    const { app } = measured
    const { control } = app
    await control?.store.change({
      intent: 'decide_refund',
      action: { kind: 'kill' },
      by: 'a test',
      reason: 'to be counted',
    })
    await control?.feed.refresh()
    const kills = async () => {
      const { text } = await scraped.expose(undefined)
      return /^partial_trust_kills_total\{.*\} (\d+)$/m.exec(text)?.[1]
    }
    await expect.poll(kills).toBe('1')
    const { text } = await scraped.expose(undefined)
    expect(text).toContain('partial_trust_closed{corridor="decide_refund",reason="killed"} 1')
    expect(text).toContain('partial_trust_rate_ratio{corridor="decide_refund"} 0')
    expect(text).toContain('partial_trust_verdict{corridor="decide_refund",verdict="NO_GO"} 1')
  })

  it('shows a trace id beside a bucket to those who read OpenMetrics, and to them alone', async () => {
    const { text, contentType } = await scraped.expose(openMetrics)
    expect(contentType).toContain('application/openmetrics-text')
    expect(text).toMatch(
      /^partial_trust_candidate_duration_seconds_bucket\{.*\} \d+ # \{trace_id="trace-[0-9a-f]+"\} \S+ \d+/m,
    )
    expect(text).toContain('# TYPE partial_trust_decisions counter\npartial_trust_decisions_total{')
    expect(text.endsWith('# EOF\n')).toBe(true)
    const plain = await scraped.expose('text/plain')
    expect(plain.text).not.toContain('trace_id')
    expect(plain.text).toContain('# TYPE partial_trust_decisions_total counter\n')
  })

  it('holds nothing of what a command said', async () => {
    const texts = await Promise.all([scraped.expose(undefined), scraped.expose(openMetrics)])
    for (const { text } of texts) expect(text).not.toContain(canary)
  })

  // Without Debian's package prometheus nobody can say what promtool says.
  it.skipIf(!promtool)('finds nothing to mend with promtool', async () => {
    const { text } = await scraped.expose(undefined)
    const said = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    expect(said.stdout + said.stderr).toBe('')
    expect(said.status).toBe(0)
  })
})
