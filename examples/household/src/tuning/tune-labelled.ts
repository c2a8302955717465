import { heldOutFile, readUtterances } from '../bar/read-utterances.js'
import { readCandidates } from './read-candidates.js'
import { tuneHousehold } from './tune-household.js'
import { tuningReport } from './tuning-report.js'

/** What the README says of the simulated model's confidence, on the public and the held-out lines. */
export function tuneLabelled(): string {
  const candidates = readCandidates([...readUtterances(), ...readUtterances(heldOutFile)])
  return tuningReport(candidates, tuneHousehold(candidates))
}
