import { errorNames, reasonCodes, riskRecordJsonSchema } from '../../../packages/core/dist/index.js'
import { planSchema } from '../../../packages/plan/dist/index.js'
import { variables } from '../../../packages/settings/dist/index.js'
import type { Page } from '../page.ts'
import { code, markdownTable } from './markdown-table.ts'
import { schemaTables } from './schema-table.ts'
import type { Schema } from './schema-table.ts'

/** What the code keeps as tables and schemas, one page each. */
export function tablePages(): readonly Page[] {
  return [variablesPage(), reasonsPage(), planPage(), recordPage()]
}

function variablesPage(): Page {
  const rows = Object.entries(variables).map(
    ([name, { type, default: byDefault, valid, meaning }]) => [
      code(name),
      type,
      byDefault === '' ? 'none' : code(byDefault),
      valid,
      meaning,
    ],
  )
  return {
    slug: 'reference/variables',
    title: 'Environment variables',
    label: 'Variables',
    source: 'packages/settings/src/variables/variables.ts',
    body: `What an operator sets. The environment only narrows what a corridor's registration allows, and a value that does not parse closes the corridors. \`partial-trust config\` prints what is in force, with the source of every value and secrets masked.

${markdownTable(['variable', 'type', 'default', 'valid', 'meaning'], rows)}
`,
  }
}

const roles = {
  closed: 'The corridor was closed',
  outside: 'The command lay outside of the corridor or of its sample',
  unasked: 'The model was left alone',
  attempt: 'The attempt failed',
  refusal: 'A rule refused the candidate',
  accepted: 'The candidate was accepted',
} as const

function reasonsPage(): Page {
  const parts = Object.entries(roles).map(([role, title]) => {
    const rows = Object.entries(reasonCodes)
      .filter(([, entry]) => entry.role === role)
      .map(([name, { statuses, meaning, action }]) => [
        code(name),
        statuses.map(code).join(', '),
        meaning,
        action,
      ])
    return `## ${title}\n\n${markdownTable(['reason code', 'status', 'what happened', 'what to do'], rows)}`
  })
  return {
    slug: 'reference/reason-codes',
    title: 'Reason codes',
    label: 'Reason codes',
    source: 'packages/core/src/record/reason-codes.ts',
    body: `Where a decision ended, one word in every record, header, metric and page. A corridor adds its own for its rules ([define your own corridor](/guides/corridor/)); the [runbook](/operations/runbook/) lists those of the corridors that are registered.

${parts.join('\n\n')}

## Something was thrown

A record of status \`error\` carries the class of what was thrown, one of ${errorNames.map(code).join(', ')}; never its message.
`,
  }
}

function planPage(): Page {
  return {
    slug: 'reference/plan',
    title: 'The plan file',
    label: 'Plan file',
    source: 'packages/plan/src/plan-schema.ts',
    body: `\`partial-trust.plan.yaml\`: ordered stages with their sample rate, duration and gates. An unknown key or a value out of its range is refused with file, line and reason. \`partial-trust plan schema\` prints [the JSON Schema](../../../contracts/partial-trust.plan.schema.json) for editors; [the gates](/concepts/gates/#the-plan) explain what each means.

${schemaTables(asSchema(planSchema))}
`,
  }
}

function recordPage(): Page {
  return {
    slug: 'reference/risk-record',
    title: 'The risk record',
    label: 'Risk record',
    source: 'packages/core/src/record/record-shape.ts',
    body: `One line of the risk log: a decision without its content, keys in this order. ${asSchema(riskRecordJsonSchema).description ?? ''} [The JSON Schema](../../../../contracts/risk-record.schema.json) is written from the same table.

${schemaTables(asSchema(riskRecordJsonSchema))}
`,
  }
}

function asSchema(schema: object): Schema {
  const read: Schema = JSON.parse(JSON.stringify(schema))
  return read
}
