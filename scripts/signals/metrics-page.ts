import {
  labelMeanings,
  metricCatalog,
  productMetrics,
} from '../../packages/partial-trust/dist/metrics/index.js'
import type { MetricSpec } from '../../packages/partial-trust/dist/metrics/index.js'

/** `docs/metrics.md`, made of the one list that `/metrics` is made of. */
export function metricsPage(): string {
  const rows = productMetrics.map((name) => {
    const { type, unit, labels, help }: MetricSpec = metricCatalog[name]
    const cells = [`\`${name}\``, type, unit ?? '', labels.map(code).join(' '), help]
    return `| ${cells.join(' | ')} |`
  })
  const meanings = Object.entries(labelMeanings).map(
    ([label, meaning]) => `| \`${label}\` | ${meaning} |`,
  )
  return `<!-- Written by \`npm run docs:metrics\`; edit scripts/signals/metrics-page.ts or the catalog. -->

# Metrics

\`GET /metrics\` of the service, as Prometheus text, or as OpenMetrics for whoever asks for it: then the buckets of
\`partial_trust_candidate_duration_seconds\` carry exemplars with the \`trace_id\` of a risk record. What is not known has no
line: a missing number is never a zero.

An application that has \`prom-client\` puts the same metrics into its own registry:

\`\`\`ts
import { openTrust } from 'partial-trust'
import { register } from 'prom-client'

const trust = await openTrust({ registry: register })
\`\`\`

Any object with \`registerMetric\` will do. \`registerMetrics\` of \`partial-trust/metrics\` does the same for a product that
\`compose\` put together.

Rules for Prometheus stand in [\`ops/prometheus\`](../ops/prometheus/recording.rules.yaml), a board for Grafana in
[\`ops/grafana\`](../ops/grafana/partial-trust.json), and what to do about an alert in
[docs/operations/alerts.md](operations/alerts.md).

| name | type | unit | labels | says |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Every label takes its values from a closed list; none of them comes from a command or from a model.

| label | value |
| --- | --- |
${meanings.join('\n')}
`
}

function code(text: string): string {
  return `\`${text}\``
}
