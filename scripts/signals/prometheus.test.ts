import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { rows } from '../../ops/grafana/panels.ts'
import { metricCatalog } from '../../packages/partial-trust/dist/metrics/index.js'
import { decide, measuredApp } from '../../packages/service/src/measured-app.contract.ts'
import { prometheus } from '../../packages/service/src/prometheus.ts'
import { metricsPage } from './metrics-page.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ops = join(root, 'ops/prometheus')
const hasPrometheus = spawnSync('promtool', ['--version']).status === 0
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const queries = rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries))

function promtool(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: ops, encoding: 'utf8' })
  return status === 0 ? 'fine' : stdout + stderr
}

describe('what is shipped for Prometheus and Grafana', () => {
  it('documents every metric from the list that exposes it', () => {
    expect(read('docs/metrics.md')).toBe(metricsPage())
  })

  it('draws what the panels say: the board was written from them', () => {
    const board = read('ops/grafana/partial-trust.json')
    for (const { expr } of queries) expect(board).toContain(JSON.stringify(expr))
    expect(board.match(/"expr"/g)).toHaveLength(queries.length)
  })

  it('asks for metrics that exist', () => {
    const rules = ['recording', 'alerts'].map((kind) => read(`ops/prometheus/${kind}.rules.yaml`))
    const asked = rules.map((text) => text.replaceAll(/^ *(#|runbook_url:).*$/gm, ''))
    for (const text of [...queries.map(({ expr }) => expr), ...asked]) {
      for (const [name] of text.matchAll(/(?<![:\w])partial_trust_\w+(?!\w*:)/g)) {
        expect(metricCatalog).toHaveProperty(name.replace(/_bucket$/, ''))
      }
    }
  })

  it('says of every alert what to do', () => {
    const page = read('docs/operations/alerts.md')
    const alerts = [...read('ops/prometheus/alerts.rules.yaml').matchAll(/alert: (\w+)/g)]
    expect(alerts.length).toBeGreaterThan(5)
    for (const [, name = ''] of alerts) {
      expect(page).toContain(`## ${name}\n`)
      expect(read('ops/prometheus/alerts.rules.yaml')).toContain(
        `{{ end }}#${name.toLowerCase()}'\n`,
      )
    }
  })
})

// Debian has it: `apt-get install prometheus`. Without it only the texts above are compared.
describe.skipIf(!hasPrometheus)('a real Prometheus', () => {
  it('takes the rules, and they do what their tests say', () => {
    expect(promtool('check', 'rules', 'recording.rules.yaml', 'alerts.rules.yaml')).toBe('fine')
    expect(promtool('test', 'rules', 'rules.test.yaml')).toBe('fine')
  })

  it('answers every panel of the board from the product’s own numbers', async () => {
    const measured = await measuredApp('')
    const scraped = prometheus(measured.app, () => measured.verdict)
    const server = createServer((request, response) => {
      void scraped.expose(request.headers.accept).then(({ contentType, text }) => {
        response.setHeader('content-type', contentType).end(text)
      })
    })
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const folder = mkdtempSync(join(tmpdir(), 'pt-prometheus-'))
    const running = await startPrometheus(folder, portOf(server.address()))
    const traffic = setInterval(() => void decide(measured.app, { id: 'order-1', text: '' }), 50)
    try {
      const unanswered = async () => {
        const asked = queries.map(async ({ expr }) =>
          (await answerOf(running.url, expr)) ? [] : [expr],
        )
        return (await Promise.all(asked)).flat()
      }
      await expect.poll(unanswered, { interval: 500 }).toEqual([])
    } finally {
      clearInterval(traffic)
      running.stop()
      server.close()
      scraped.close()
      await measured.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Whether the query is answered with a number; kills and changes of the last hour may rightly be none. */
async function answerOf(url: string, expr: string): Promise<boolean> {
  try {
    const query = encodeURIComponent(expr.replaceAll('$corridor', '.+'))
    const text = await (await fetch(`${url}/api/v1/query?query=${query}`)).text()
    if (!text.includes('"status":"success"')) return false
    return expr.endsWith(' > 0') || text.includes('"metric":{')
  } catch {
    return false // not up yet
  }
}

function portOf(address: string | { readonly port: number } | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function startPrometheus(folder: string, target: number) {
  const rules = ['recording', 'alerts'].map((name) => `  - ${ops}/${name}.rules.yaml`)
  const config = [
    'global: { scrape_interval: 1s, evaluation_interval: 1s }',
    `rule_files:\n${rules.join('\n')}`,
    'scrape_configs:',
    `  - { job_name: product, static_configs: [{ targets: ['127.0.0.1:${target}'] }] }`,
  ]
  writeFileSync(join(folder, 'prometheus.yaml'), `${config.join('\n')}\n`)
  const port = await freePort()
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const port = portOf(server.address())
  await new Promise((settle) => server.close(settle))
  return port
}
