const opening =
  "<!-- operator's section: yours to edit, kept by `partial-trust runbook --write` -->"
const closing = "<!-- end: operator's section -->"

/** The section as it is before anybody filled it in. */
export const emptySection = `${opening}

## Contacts

| who | how |
| --- | --- |
| owner of the corridor | _fill in_ |
| on call | _fill in_ |
| owner of the LLM endpoint | _fill in_ |

${closing}`

/** What stands between the markers of a runbook, markers included; null where they are not there. */
export function operatorSectionOf(runbook: string): string | null {
  const start = runbook.indexOf(opening)
  const end = runbook.indexOf(closing, start)
  return start === -1 || end === -1 ? null : runbook.slice(start, end + closing.length)
}
