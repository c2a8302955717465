/** Which file of the repository becomes which page: path, slug, and how the sidebar calls it. */
export type Row = readonly [source: string, slug: string, label?: string]

export type Contents = {
  readonly title: string
  readonly collapsed?: boolean
  readonly rows: readonly (Row | Contents)[]
}

export const contents: readonly Contents[] = [
  {
    title: 'Start',
    rows: [
      ['README.md', 'start/overview', 'Overview'],
      ['docs/your-first-rollout.md', 'start/your-first-rollout'],
      ['docs/in-your-process.md', 'start/in-your-process'],
      ['docs/operations/upgrades.md', 'start/upgrades'],
      ['CHANGELOG.md', 'start/changelog'],
    ],
  },
  {
    title: 'Concepts',
    rows: [
      ['docs/gates.md', 'concepts/gates'],
      ['docs/statistics.md', 'concepts/statistics', 'The statistics'],
      ['docs/how-the-analyzer-counts.md', 'concepts/how-the-analyzer-counts'],
      ['docs/architecture.md', 'concepts/architecture'],
      ['docs/spec.md', 'concepts/contract', 'The contract'],
      ['docs/proof.md', 'concepts/proof'],
      ['docs/proof-results.md', 'concepts/proof-results', 'What they last found'],
      ['docs/faults.md', 'concepts/faults', 'Faults that were mended'],
      ['docs/benchmarks.md', 'concepts/benchmarks'],
    ],
  },
  {
    title: 'Guides',
    rows: [
      ['docs/corridor.md', 'guides/corridor'],
      ['docs/bring-your-model.md', 'guides/bring-your-model'],
      ['docs/llm.md', 'guides/llm'],
      ['docs/several-processes.md', 'guides/several-processes'],
      ['docs/control.md', 'guides/control'],
      ['docs/console.md', 'guides/console'],
      ['docs/analyzer.md', 'guides/analyzer'],
      ['docs/opentelemetry.md', 'guides/opentelemetry'],
      ['docs/webhooks.md', 'guides/webhooks', 'Alerts in, events out'],
      ['docs/explore.md', 'guides/explore', 'Explore'],
      {
        title: 'Examples',
        rows: [
          ['examples/your-process/README.md', 'guides/examples/your-process'],
          ['examples/household/README.md', 'guides/examples/household'],
          ['examples/household/data/README.md', 'guides/examples/household-data', 'Its utterances'],
          [
            'examples/support-tickets/README.md',
            'guides/examples/support-tickets',
            'Support tickets',
          ],
          ['examples/intent-routing/README.md', 'guides/examples/intent-routing', 'Intent routing'],
          ['examples/frameworks/README.md', 'guides/examples/frameworks', 'Five frameworks'],
        ],
      },
    ],
  },
  {
    title: 'Operations',
    rows: [
      ['docs/operations/partial-trust-runbook.md', 'operations/runbook', 'Runbook'],
      ['docs/operations/containers.md', 'operations/containers'],
      ['docs/operations/fleet.md', 'operations/fleet'],
      ['docs/operations/people.md', 'operations/people'],
      ['docs/operations/alerts.md', 'operations/alerts'],
      ['docs/operations/pull-requests.md', 'operations/pull-requests'],
      ['SECURITY.md', 'operations/security'],
      ['docs/operations/verification-report.md', 'operations/verification-report'],
      ['docs/operations/readiness-plan.md', 'operations/readiness-plan', 'Readiness plan'],
      ['docs/kill-transcript.md', 'operations/kill-transcript', 'A kill, read aloud'],
    ],
  },
]

/** What is looked up: beside the pages that are generated from source. */
export const referenceContents: readonly Row[] = [
  ['docs/metrics.md', 'reference/metrics'],
  ['contracts/README.md', 'reference/contracts', 'Contracts of the household'],
]

export const contributing: Contents = {
  title: 'Contributing',
  collapsed: true,
  rows: [
    ['CONTRIBUTING.md', 'contributing'],
    ['docs/documentation-site.md', 'contributing/documentation-site'],
    ['data/README.md', 'contributing/data', 'Data'],
  ],
}
