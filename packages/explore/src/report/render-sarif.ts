import { issueRules, type Exploration } from './exploration.js'
import { printableValue } from './printable.js'

/** A SARIF 2.1.0 log with one result per STOP-THE-LINE issue, for code-scanning tools. */
export function renderSarif(exploration: Exploration, version: string): string {
  const { plan, issues, tree, wall, time } = exploration
  const ids = Object.keys(issueRules)
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'partial-trust explore',
            version,
            rules: Object.entries(issueRules).map(([id, text]) => ({
              id,
              shortDescription: { text },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: issues.length === 0 ? 0 : 1,
            properties: { treeBefore: tree.before, treeAfter: tree.after, wall, time },
          },
        ],
        results: issues.map(({ rule, task, line, message }) => ({
          ruleId: rule,
          ruleIndex: ids.indexOf(rule),
          level: 'error',
          message: { text: task === null ? message : `Task ${task}: ${message}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: artifactUri(plan) },
                region: { startLine: line },
              },
            },
          ],
        })),
      },
    ],
  }
  return `${JSON.stringify(log, printableValue, 2)}\n`
}

function artifactUri(path: string): string {
  const encoded = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/')
  return path.startsWith('/') ? `file://${encoded}` : encoded
}
