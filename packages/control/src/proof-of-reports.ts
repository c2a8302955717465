import { parseProcessReport } from './parse-process-report.js'
import { latestFigures } from './stop-proof.js'
import type { StopProofFigures } from './stop-proof.js'

/** A pattern of SQL that a report with a proof matches; few others do. */
export const namesProof = '%"stop_proof"%'

/** The latest proof in reports as a store keeps them. */
export function proofOfReports(reports: readonly string[]): StopProofFigures | null {
  return latestFigures(reports.map(parseProcessReport))
}
