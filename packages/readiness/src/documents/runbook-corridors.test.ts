import { defaultPlan, type Plan } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { renderRunbook } from './runbook.js'

const own: Plan = {
  ...defaultPlan,
  stages: [{ ...defaultPlan.stages[0], name: 'first_week', rate: 0.5 }],
}

const runbook = (intents: readonly string[]): string =>
  renderRunbook({
    corridors: intents.map((intent) => ({ intent, reasons: {} })),
    planOf: (intent) => (intent === 'decide_refund' ? own : defaultPlan),
    prerequisites: [],
    measuredKill: null,
    operatorSection: null,
  })

describe('the runbook of several corridors', () => {
  it('rolls each out by its own plan, with its own name in every command', () => {
    const text = runbook(['label_comment', 'decide_refund'])
    const [first = '', other = ''] = text.split('## The corridor `decide_refund`')
    expect(first).toContain('npx partial-trust gate --corridor label_comment --stage canary')
    expect(first).not.toContain('first_week')
    expect(other).toContain('| first_week | 50 % |')
    expect(other).toContain('npx partial-trust gate --corridor decide_refund --stage first_week')
    expect(other).toContain('npx partial-trust kill decide_refund')
  })

  it('names no corridor where there is one only', () => {
    const text = runbook(['decide_refund'])
    expect(text).toContain('npx partial-trust gate --stage first_week')
    expect(text).not.toContain('--corridor')
  })
})
