import { gateName, rateMetrics } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { variables } from '@partial-trust/settings'
import { percent } from '../tables.js'

/** Something a document says that the code does not. */
export type FalseClaim = {
  readonly line: number
  readonly claim: string
  readonly truth: string
}

/**
 * Reads a document's own words, outside of generated parts, for statements that can be checked:
 * names of variables, their defaults, thresholds of metrics, rates of stages.
 */
export function falseClaims(document: string, plan: Plan): readonly FalseClaim[] {
  return document
    .split('\n')
    .flatMap((text, index) =>
      [unknownVariables, wrongDefaults, wrongThresholds(plan), wrongRates(plan)]
        .flatMap((check) => check(text))
        .map((found) => ({ line: index + 1, ...found })),
    )
}

type Found = { readonly claim: string; readonly truth: string }

const known: ReadonlySet<string> = new Set(Object.keys(variables))

function unknownVariables(text: string): Found[] {
  return [...text.matchAll(/\b(?:PARTIAL_TRUST|LLM)_[A-Z][A-Z_]*[A-Z]\b/g)]
    .map(([name]) => name)
    .filter((name) => !known.has(name))
    .map((name) => ({ claim: `names ${name}`, truth: 'there is no such variable' }))
}

/** ``NAME` (default `x`)`` and ``NAME` defaults to `x``. */
function wrongDefaults(text: string): Found[] {
  const pattern = /`((?:PARTIAL_TRUST|LLM)_[A-Z_]+)`[^`|]{0,20}default(?:s to|:)? `([^`]*)`/g
  return [...text.matchAll(pattern)].flatMap(([, name = '', stated = '']) => {
    const variable = Object.entries(variables).find(([one]) => one === name)?.[1]
    if (variable === undefined || variable.default === stated) return []
    return [{ claim: `${name} defaults to ${stated}`, truth: `its default is ${variable.default}` }]
  })
}

const thresholdClaim = new RegExp(
  `\\b(${rateMetrics.join('|')})(?:_rate)?\`? ([<>]) (0?\\.\\d+|\\d+ ?%)`,
  'g',
)

/** `attempt_error > 0.1` and the like, with any metric that the plan gates. */
function wrongThresholds(plan: Plan): (text: string) => Found[] {
  const stated = new Set(
    plan.stages.flatMap((stage) => [
      ...stage.go.flatMap((gate) => ('below' in gate ? [`${gateName(gate)} < ${gate.below}`] : [])),
      ...stage.no_go.flatMap((gate) =>
        'above' in gate ? [`${gateName(gate)} > ${gate.above}`] : [],
      ),
    ]),
  )
  return (text) =>
    [...text.matchAll(thresholdClaim)].flatMap(([claim, metric = '', sign = '', value = '']) => {
      const share = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value)
      if (stated.has(`${metric} ${sign} ${share}`)) return []
      const truths = [...stated].filter((one) => one.startsWith(`${metric} ${sign}`))
      return [{ claim, truth: `the plan says ${truths.join(', ') || 'nothing of it'}` }]
    })
}

/** ``stage `canary` at 1 %``. */
function wrongRates(plan: Plan): (text: string) => Found[] {
  return (text) =>
    [...text.matchAll(/stage `([a-z0-9_-]+)` at ([\d.]+ ?%)/g)].flatMap(
      ([claim, name = '', rate = '']) => {
        const stage = plan.stages.find((one) => one.name === name)
        if (stage === undefined) return [{ claim, truth: `the plan has no stage ${name}` }]
        const truth = percent(stage.rate)
        return truth.replace(' ', '') === rate.replace(' ', '')
          ? []
          : [{ claim, truth: `the plan's rate is ${truth}` }]
      },
    )
}
