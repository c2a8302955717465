import { rate } from '../phrases.js'
import { finding, type Finding, type LintSubject } from './finding.js'
import { placedStages, type PlacedGate, type PlacedStage } from './plan-gates.js'

/** Rules about what stands beside and before what: L7, L8, L9. */
export function orderRules({ plan }: LintSubject): readonly Finding[] {
  const stages = placedStages(plan)
  return stages.flatMap((stage, index) => {
    const before = stages[index - 1]
    return [
      ...orderInStage(stage),
      ...(before === undefined ? [] : [...orderOfStages(before, stage), ...entry(before, stage)]),
    ]
  })
}

/** The rate below which the zone between GO and NO_GO is too thin, as a share of p_max. */
const thinZone = 0.8

/** L7: what would promote must be stricter than what would stop. */
function orderInStage({ go, noGo }: PlacedStage): Finding[] {
  return pairs(go, noGo).flatMap(([good, bad]) => {
    if (good.gate.metric === 'undone' && 'ratio_below' in good.gate) {
      const most = good.gate.ratio_below
      const stop = bad.gate.metric === 'undone' && 'ratio' in bad.gate ? bad.gate.ratio : Infinity
      if (most <= stop) return []
      return [
        finding('L7', 'warning', good, {
          problem:
            'undone: a ratio between the two would be shown to be good enough and bad at once; NO_GO wins.',
          arithmetic: `GO < ${rate(most)}, NO_GO > ${rate(stop)} times the baseline's`,
          suggestion: `Set the NO_GO's ratio to ${rate(most)}.`,
        }),
      ]
    }
    if (good.limitMs !== null && bad.limitMs !== null) {
      return good.limitMs > bad.limitMs
        ? [
            finding('L7', 'error', good, {
              problem: `${good.name}: GO allows more than NO_GO stops at.`,
              arithmetic: `GO below ${good.limitMs} ms, NO_GO above ${bad.limitMs} ms`,
              suggestion: `Lower the GO limit below ${bad.limitMs} ms.`,
            }),
          ]
        : []
    }
    const [low, high] = [good.threshold, bad.threshold]
    if (low === null || high === null || low <= thinZone * high) return []
    const contradictory = low > high
    return [
      finding('L7', contradictory ? 'error' : 'warning', good, {
        problem: contradictory
          ? `${good.name}: a rate between the thresholds would be GO and NO_GO at once.`
          : `${good.name}: the zone between GO and NO_GO is too thin to be decided.`,
        arithmetic: `GO < ${rate(low)}, NO_GO > ${rate(high)}; ${rate(high)} / ${rate(low)} = ${rate(high / low)}, wanted at least ${rate(1 / thinZone)}`,
        suggestion: `Set GO to at most ${rate(thinZone * high)}, or NO_GO to at least ${rate(low / thinZone)}.`,
      }),
    ]
  })
}

/** L8: more trust asks for no less. */
function orderOfStages(before: PlacedStage, now: PlacedStage): Finding[] {
  const found: Finding[] = []
  const say = (
    severity: Finding['severity'],
    at: Pick<PlacedGate, 'path' | 'stage'>,
    problem: string,
    arithmetic: string,
    suggestion: string,
  ): void => {
    found.push(finding('L8', severity, at, { problem, arithmetic, suggestion }))
  }
  const [then, here] = [before.stage, now.stage]
  if (then.mode === here.mode && here.rate <= then.rate) {
    say(
      'warning',
      { ...now, path: [...now.path, 'rate'] },
      `${here.name} samples no more than ${then.name}.`,
      `${rate(here.rate)} <= ${rate(then.rate)}`,
      'Order stages by rising rate.',
    )
  }
  if (here.min_days < then.min_days) {
    say(
      'warning',
      { ...now, path: [...now.path, 'min_days'] },
      `${here.name} runs shorter than ${then.name} although more is at stake.`,
      `${here.min_days} < ${then.min_days} days`,
      `Keep it for at least ${then.min_days} days.`,
    )
  }
  for (const side of ['go', 'noGo'] as const) {
    for (const [earlier, later] of pairs<PlacedGate>(before[side], now[side])) {
      const label = side === 'go' ? 'GO' : 'NO_GO'
      if (looser(earlier, later)) {
        say(
          'warning',
          later,
          `${label} on ${later.name} gets looser from ${then.name} to ${here.name}.`,
          `${valueOf(earlier)} to ${valueOf(later)}`,
          `Keep it at ${valueOf(earlier)} or less.`,
        )
      } else if (side === 'noGo' && goTightened(before, now, later) && equal(earlier, later)) {
        say(
          'note',
          later,
          `NO_GO on ${later.name} stays where it was in ${then.name} although GO got stricter.`,
          `${valueOf(later)} in both stages`,
          'Tighten it too, if a rate between the two would not be acceptable.',
        )
      }
    }
  }
  for (const [promised, stop] of pairs<PlacedGate>(before.go, now.noGo)) {
    if (promised.limitMs === null || stop.limitMs === null || stop.limitMs <= promised.limitMs)
      continue
    say(
      'warning',
      stop,
      `${here.name} stops ${stop.name} only far beyond what ${then.name} had to prove.`,
      `NO_GO above ${stop.limitMs} ms after GO below ${promised.limitMs} ms`,
      `Lower it towards ${promised.limitMs} ms.`,
    )
  }
  return found
}

/** L9: a stage must not let through what the next one throws out. */
function entry(before: PlacedStage, now: PlacedStage): Finding[] {
  return pairs<PlacedGate>(before.go, now.noGo).flatMap(([good, bad]) => {
    if (good.limitMs !== null || good.threshold === null || bad.threshold === null) return []
    if (good.threshold <= bad.threshold) return []
    return [
      finding('L9', 'error', good, {
        problem: `${before.stage.name} promotes ${good.name} rates that ${now.stage.name} rolls back.`,
        arithmetic: `GO < ${rate(good.threshold)} in ${before.stage.name}, NO_GO > ${rate(bad.threshold)} in ${now.stage.name}`,
        suggestion: `Lower the GO of ${before.stage.name} to at most ${rate(bad.threshold)}.`,
      }),
    ]
  })
}

/** Gates of one metric, each of the first list with each of the second. */
function pairs<Gate extends PlacedGate>(
  first: readonly Gate[] | readonly PlacedGate[],
  second: readonly Gate[] | readonly PlacedGate[],
): readonly (readonly [PlacedGate, PlacedGate])[] {
  return first.flatMap((a) => second.filter((b) => a.name === b.name).map((b) => [a, b] as const))
}

function looser(earlier: PlacedGate, later: PlacedGate): boolean {
  return compared(earlier, later, (a, b) => b > a)
}

function equal(earlier: PlacedGate, later: PlacedGate): boolean {
  return compared(earlier, later, (a, b) => a === b)
}

function compared(
  earlier: PlacedGate,
  later: PlacedGate,
  holds: (a: number, b: number) => boolean,
): boolean {
  const [a, b] =
    earlier.limitMs !== null && later.limitMs !== null
      ? [earlier.limitMs, later.limitMs]
      : [earlier.threshold, later.threshold]
  return a !== null && b !== null && holds(a, b)
}

function goTightened(before: PlacedStage, now: PlacedStage, gate: PlacedGate): boolean {
  return pairs<PlacedGate>(before.go, now.go).some(
    ([a, b]) => a.name === gate.name && compared(a, b, (x, y) => y < x),
  )
}

function valueOf({ limitMs, threshold }: PlacedGate): string {
  return limitMs === null ? rate(threshold ?? 0) : `${limitMs} ms`
}
