import type { Plan, StageVerdict } from '@partial-trust/core'
import { reportPage } from '../html/report-page.js'
import { buildReport } from '../log/build-report.js'
import type { AnalysisReport } from '../log/report.js'
import { gateTally } from '../verdict/index.js'
import { tallyOf, type CountedEvidence } from './counted-evidence.js'

export type Derivation = {
  readonly verdict: StageVerdict
  readonly report: AnalysisReport
  readonly page: string
}

/** What a bundle's verdict, report and page are made of; nothing else enters them. */
export type Grounds = {
  readonly evidence: CountedEvidence
  readonly plan: Plan
  readonly question: {
    readonly stage: string
    readonly corridor: string | null
    readonly incidents: number
  }
  readonly logName: string
  readonly nowMs: number
}

/** The one way from counts to what a bundle claims, for whoever makes one and whoever checks it. */
export function derive({ evidence, plan, question, logName, nowMs }: Grounds): Derivation {
  const tally = tallyOf(evidence)
  const verdict = gateTally(tally, { plan, ...question, nowMs })
  const report = buildReport(tally, nowMs)
  const { corridor } = question
  const shown = { report, tally, plan, verdict, split: null, tuned: null, corridor }
  const page = reportPage({ source: logName, nowMs, ...shown })
  return { verdict, report, page }
}
