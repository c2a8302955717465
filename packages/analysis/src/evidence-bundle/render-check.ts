import { renderVerdict } from '../verdict/index.js'
import type { CheckedBundle } from './check-bundle.js'

/** Most differences printed; one change of a count shows in many figures. */
const mostShown = 20

const logWords: { readonly [log in CheckedBundle['log']]: string } = {
  recounted: 'the log was counted again and agrees',
  differs: 'the log does not agree',
  'not asked': 'the log was not looked at: give it with --risk-log',
}

type Checked = Omit<CheckedBundle, 'log'>

/** The answer of `evidence-bundle --check` for a person at a terminal. */
export function renderCheck(checked: CheckedBundle, name: string): string {
  return renderChecked(checked, name, logWords[checked.log])
}

/** @param against What the bundle was held against beside itself, in words. */
export function renderChecked(checked: Checked, name: string, against: string): string {
  const { result, differences, versions, verdict } = checked
  const shown = differences.slice(0, mostShown).map(({ where, what }) => `  - ${where} ${what}`)
  const rest = differences.length - shown.length
  const what = result === 'PASS' ? 'says what follows from its counts' : 'does not hold'
  return [
    `${result}: ${name} ${what}; ${against}`,
    ...shown,
    ...(rest > 0 ? [`  - and ${rest} more`] : []),
    '',
    ...(verdict === null ? [] : [renderVerdict(verdict)]),
    `made ${checked.created_at} by partial-trust ${versions.product}, Node ${versions.node}, commit ${versions.commit ?? '(none)'}`,
    `configuration ${checked.configuration}`,
    `digest        ${checked.digest}`,
    '',
  ].join('\n')
}
