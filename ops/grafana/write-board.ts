// Writes partial-trust.json from panels.ts. Run `npm ci && npm run write` in this folder.
import { writeFileSync } from 'node:fs'
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as SeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { rows } from './panels.ts'
import type { Panel } from './panels.ts'

const builders = { series: SeriesBuilder, stat: StatBuilder, table: TableBuilder } as const
const datasource = { type: 'prometheus', uid: '$datasource' }

function panelOf({ title, description, kind, unit, queries }: Panel) {
  const builder = new builders[kind]()
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(datasource)
    .height(8)
    .span(6)
  for (const [index, { expr, legend }] of queries.entries()) {
    const query = new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCodePoint(65 + index))
    builder.withTarget(kind === 'series' ? query : query.instant())
  }
  return builder
}

const board = new DashboardBuilder('Partial Trust')
  .uid('partial-trust')
  .tags(['partial-trust'])
  .refresh('30s')
  .time({ from: 'now-6h', to: 'now' })
  .withVariable(new DatasourceVariableBuilder('datasource').type('prometheus'))
  .withVariable(
    new QueryVariableBuilder('corridor')
      .datasource(datasource)
      .query('label_values(partial_trust_rate_ratio, corridor)')
      .includeAll(true)
      .multi(true),
  )
for (const { title, panels } of rows) {
  board.withRow(new RowBuilder(title))
  for (const panel of panels) board.withPanel(panelOf(panel))
}

const out = new URL('partial-trust.json', import.meta.url)
writeFileSync(out, `${JSON.stringify(board.build(), null, 2)}\n`)
