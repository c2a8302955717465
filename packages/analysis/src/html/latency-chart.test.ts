import { describe, expect, it } from 'vitest'
import { latencyEdges } from '@partial-trust/core'
import type { LatencyBinReport } from '../log/report.js'
import { latencyChart } from './latency-chart.js'

function bins(attempts: Readonly<Record<number, number>>): readonly LatencyBinReport[] {
  return [...latencyEdges, null].map((edge, i) => ({
    above_ms: latencyEdges[i - 1] ?? null,
    up_to_ms: edge,
    attempts: edge === null ? 0 : (attempts[edge] ?? 0),
  }))
}

function lineAt(markup: string, deadlineMs: number): number {
  const mark = markup
    .split('class="gate no_go"')
    .find((part) => part.includes(`deadline ${deadlineMs} ms`))
  return Number(/x1="([\d.]+)"/u.exec(mark ?? '')?.[1])
}

function lateBars(markup: string): number {
  return markup.match(/bar late/gu)?.length ?? 0
}

describe('the latency chart', () => {
  it('marks every deadline of the log, between edges too', () => {
    const { markup } = latencyChart(bins({ 150: 3, 250: 1 }), [180, 200], 0)
    const edge = (text: string): number =>
      Number(new RegExp(`x="([\\d.]+)"[^>]*>${text}<`, 'u').exec(markup)?.[1])
    expect(lineAt(markup, 200)).toBeGreaterThan(lineAt(markup, 180))
    expect(lineAt(markup, 180)).toBeGreaterThan(edge('175'))
    expect(lineAt(markup, 200)).toBe(edge('200'))
  })

  it('draws as late what lies beyond the longest deadline, and the timeouts', () => {
    expect(lateBars(latencyChart(bins({ 150: 3, 250: 1 }), [100, 200], 0).markup)).toBe(1)
    expect(lateBars(latencyChart(bins({ 150: 3, 250: 1 }), [300], 2).markup)).toBe(1)
    expect(lateBars(latencyChart(bins({ 150: 3 }), [], 0).markup)).toBe(0)
  })

  it('counts attempts in whole numbers', () => {
    const { markup } = latencyChart(bins({ 50: 1 }), [200], 0)
    expect(markup).not.toMatch(/>0\.\d+</u)
    expect(markup).toContain('attempts')
  })

  it('tells each bar’s count on hover, of how many', () => {
    const { markup } = latencyChart(bins({ 150: 3, 250: 1 }), [200], 2)
    expect(markup).toMatch(/<title>\d+ to 150 ms: 3 of 6<\/title>/u)
    expect(markup).toContain('<title>timed out: 2 of 6</title>')
  })

  it('says so where nothing was timed', () => {
    expect(latencyChart(bins({}), [200], 0).markup).toContain('No candidate was timed yet.')
  })
})
