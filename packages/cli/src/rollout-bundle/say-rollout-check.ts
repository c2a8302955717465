import { renderChecked } from '@partial-trust/analysis/evidence-bundle'
import type { CliContext } from '../context.js'
import { checkRolloutBundle } from './check-rollout-bundle.js'

/** Checks a rollout's bundle and says what came of it; exit 1 when something does not follow. */
export function sayRolloutCheck(
  text: string,
  name: string,
  json: boolean,
  { stdout, setExitCode }: Pick<CliContext, 'stdout' | 'setExitCode'>,
): void {
  const checked = checkRolloutBundle(text, name)
  const { audit, result } = checked
  const against =
    audit === null
      ? 'it names no audit entry'
      : `its state goes back to audit entry ${audit.seq} (${audit.hash.slice(0, 12)}), which \`partial-trust audit\` shows`
  stdout.write(
    json ? `${JSON.stringify(checked, null, 2)}\n` : renderChecked(checked, name, against),
  )
  if (result === 'FAIL') setExitCode(1)
}
