// `npm run deploy:check`: what is shipped for containers, held against the schemas of those who read it and
// against the service's own routes. Run the image itself with `npm run container`.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { AnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { parse, parseAllDocuments } from 'yaml'
import { routeTable } from '../../packages/service/dist/routes/route-table.js'
import { phaseOf } from './phase-of.ts'

const kinds = { AnalysisTemplate, Deployment, PodDisruptionBudget, Service, ServiceAccount }
const doors: Readonly<Record<string, string>> = {
  AnalysisTemplate: '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate',
  Deployment: 'kubernetes-models/apps/v1/Deployment',
  PodDisruptionBudget: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  Service: 'kubernetes-models/v1/Service',
  ServiceAccount: 'kubernetes-models/v1/ServiceAccount',
}
const folder = fileURLToPath(new URL('../', import.meta.url))
const problems: string[] = []
const has = (program: string): boolean => spawnSync(program, ['--help']).status === 0

/** Values by the compiled schemas, and keys that nobody knows by the types. */
function checkSchemas(documents: readonly Json[]): void {
  const lines: string[] = []
  for (const document of documents) {
    const { kind = '', metadata } = document
    const [, Model] = Object.entries(kinds).find(([name]) => name === kind) ?? []
    if (Model === undefined) {
      problems.push(`${kind}: no schema is known`)
      continue
    }
    try {
      Reflect.construct(Model, [document]).validate()
    } catch (error) {
      problems.push(`${kind} ${metadata?.name}: ${String(error)}`)
    }
    lines.push(
      `import type { I${kind} } from '${doors[kind]}'`,
      `export const the${kind}: I${kind} = ${JSON.stringify(document)}`,
    )
  }
  const typed = mkdtempSync(fileURLToPath(new URL('typed-', import.meta.url)))
  try {
    writeFileSync(join(typed, 'shipped.ts'), lines.join('\n'))
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
    ]
    const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))
    const { status, stdout } = spawnSync(tsc, [...flags, join(typed, 'shipped.ts')], {
      encoding: 'utf8',
    })
    if (status !== 0) problems.push(stdout)
  } finally {
    rmSync(typed, { recursive: true })
  }
}

type Json = { readonly kind?: string; readonly metadata?: { readonly name?: string } }

function checkProbes(text: string): number {
  const open = new Set<string>(
    Object.values(routeTable).flatMap(({ path, caller }) => (caller === 'everyone' ? [path] : [])),
  )
  const paths = [...text.matchAll(/path: (\/\w+)/g)].map(([, path = '']) => path)
  for (const path of paths) {
    if (!open.has(path)) problems.push(`a probe asks ${path}, which is no open route`)
  }
  return paths.length
}

/** The three verdicts, and none, through the template's own conditions. */
function checkPhases(): void {
  const template: {
    spec: {
      metrics: [
        { successCondition: string; failureCondition: string; provider: { web: { url: string } } },
      ]
    }
  } = parse(readFileSync(`${folder}argo-rollouts/analysis-template.yaml`, 'utf8'))
  const [{ successCondition, failureCondition, provider }] = template.spec.metrics
  const path = provider.web.url
    .replace('{{args.service}}', '')
    .replace('{{args.corridor}}', '{intent}')
  if (path !== routeTable.gate.path) problems.push(`the analysis asks ${path}, which is no route`)
  const expected = { GO: 'Successful', NO_GO: 'Failed', INSUFFICIENT: 'Inconclusive' }
  for (const [verdict, phase] of Object.entries(expected)) {
    const said = phaseOf(verdict, successCondition, failureCondition)
    if (said !== phase) problems.push(`${verdict} is ${said} to Argo Rollouts, not ${phase}`)
  }
}

checkSchemas([parse(readFileSync(`${folder}argo-rollouts/analysis-template.yaml`, 'utf8'))])
checkPhases()
if (has('kubectl')) {
  const built = execFileSync('kubectl', ['kustomize', `${folder}kubernetes`], { encoding: 'utf8' })
  const documents = parseAllDocuments(built).map((document): Json => document.toJS())
  // An empty selector of a budget means every pod of the namespace.
  if (/selector: \{\}/.test(built)) problems.push('a selector selects everything')
  checkSchemas(documents)
  console.log(
    `Kustomize: ${documents.length} objects fit their schemas, ${checkProbes(built)} probes ask open routes`,
  )
} else
  console.log('skipped: kubectl is not on this machine (Debian: apt-get install kubernetes-client)')
if (has('docker-compose')) {
  const words = ['-f', `${folder}container/compose.yaml`, 'config', '--quiet']
  const { status, stderr } = spawnSync('docker-compose', words, { encoding: 'utf8' })
  if (status !== 0) problems.push(`compose.yaml: ${stderr}`)
  console.log('compose.yaml is read by docker-compose')
} else
  console.log(
    'skipped: docker-compose is not on this machine (Debian: apt-get install docker-compose)',
  )
for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0 ? 'what is shipped for containers is valid' : `${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
