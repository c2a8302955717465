// Writes the measured parts of docs/gates.md: `npm run docs:gates`. Nothing in them is typed by hand.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Finding } from '@partial-trust/core'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = fileURLToPath(new URL('../docs/gates.md', import.meta.url))

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function partialTrust(...args: string[]): string {
  return node('packages/cli/bin/partial-trust.js', ...args)
}

function section(name: string, text: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const document = readFileSync(page, 'utf8')
  const [from, to] = [document.indexOf(start), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/gates.md has no ${start} … ${end}`)
  const before = document.slice(0, from + start.length)
  writeFileSync(page, `${before}\n\n${text.trim()}\n\n${document.slice(to)}`)
}

function lintRow(traffic: number): string {
  const { findings }: { findings: Finding[] } = JSON.parse(
    lintJson('plan', 'lint', '--traffic', String(traffic), '--json'),
  )
  const of = (severity: Finding['severity']): string =>
    findings
      .filter((found) => found.severity === severity)
      .map(({ id, rule, stage }) => `${id} ${rule}${stage === null ? '' : ` (${stage})`}`)
      .join(', ') || 'none'
  return `| ${traffic} | ${of('error')} | ${of('warning')} | ${of('note')} |`
}

/** Lint exits 1 when it finds an error, and prints its findings all the same. */
function lintJson(...args: string[]): string {
  try {
    return partialTrust(...args)
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

section(
  'default-plan-lint',
  [
    '| decisions a day | errors | warnings | notes |',
    '| --- | --- | --- | --- |',
    ...[200, 500, 2000, 5000, 20_000].map(lintRow),
  ].join('\n'),
)

const scenarios = [
  ['--scenario', 'constant', '--rate', '0.01'],
  ['--scenario', 'constant', '--rate', '0.04'],
  ['--scenario', 'constant', '--rate', '0.2'],
  ['--scenario', 'sudden', '--to', '0.2', '--day', '5'],
  ['--scenario', 'drift', '--to', '0.2', '--day', '5', '--days', '5'],
  ['--scenario', 'bursts', '--rate', '0.01', '--correlation', '0.1'],
  ['--scenario', 'outage', '--to', '1', '--day', '5', '--hours', '1'],
]
const blocks = scenarios.map((options) => {
  const args = ['simulate', '--traffic', '20000', '--runs', '100', ...options]
  return `\`\`\`console\n$ partial-trust ${args.join(' ')}\n${partialTrust(...args).trimEnd()}\n\`\`\``
})
section('simulations', blocks.join('\n\n'))
node('bench/operating-characteristics.ts', '--write', 'docs/gates.md')
