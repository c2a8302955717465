import { resolve } from 'node:path'
import { findLog, standardInput, type RiskLog } from '@partial-trust/analysis'
import { variables } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { refuseFolder } from './refuse-folder.js'

/** Help of `--risk-log`, for every command that has it. */
export const riskLogHelp = 'the log; - reads standard input; default: $PARTIAL_TRUST_RISK_LOG_PATH'

/** The log a command reads: as told, else as the environment says, else the default. */
export function riskLogPath(given: string | undefined, { env, cwd }: CliContext): string {
  if (given === standardInput) return given
  const name = given ?? env['PARTIAL_TRUST_RISK_LOG_PATH']
  const fallback = variables.PARTIAL_TRUST_RISK_LOG_PATH.default
  return resolve(cwd, name === undefined || name.trim() === '' ? fallback : name)
}

/** Finds that log with everything rotated out of it. */
export async function findRiskLog(
  given: string | undefined,
  context: CliContext,
): Promise<RiskLog> {
  const path = riskLogPath(given, context)
  if (path === standardInput) refuseFolder(context.stdin)
  return findLog(path, context.stdin)
}
