import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './listen.ts'

/** Another party of the run, or why it is not there. */
export type Peer =
  | { readonly kind: 'running'; readonly url: string; stop(): void }
  | { readonly kind: 'absent'; readonly why: string }

const rules = fileURLToPath(new URL('../../ops/prometheus/', import.meta.url))

/** Debian's names; elsewhere the second is often called `alertmanager`. */
const programs = {
  prometheus: ['prometheus'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
} as const

export type AlertmanagerOptions = {
  readonly folder: string
  /** Where alerts with the label `partial_trust_action` go, as the product takes them. */
  readonly product: string
  /** File with the operator's token. */
  readonly tokenFile: string
  /** Where every other alert goes. */
  readonly pager: string
}

export async function alertmanager(options: AlertmanagerOptions): Promise<Peer> {
  const { folder, product, tokenFile, pager } = options
  const config = `route:
  receiver: pager
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - receiver: partial-trust
      matchers: [ 'partial_trust_action=~".+"' ]
receivers:
  - name: pager
    webhook_configs:
      - url: ${pager}
  - name: partial-trust
    webhook_configs:
      - url: ${product}
        http_config:
          authorization:
            credentials_file: ${tokenFile}
`
  return start('alertmanager', folder, config, (port) => [
    `--config.file=${join(folder, 'alertmanager.yaml')}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ])
}

export type PrometheusOptions = {
  readonly folder: string
  readonly product: string
  /** A team's own metric, and the rule that fires on it. */
  readonly team: string
  readonly teamRules: string
  readonly alertmanager: Peer
  readonly runbooks: string
}

export async function prometheus(options: PrometheusOptions): Promise<Peer> {
  const { folder, product, team, teamRules, runbooks } = options
  writeFileSync(join(folder, 'team.rules.yaml'), teamRules)
  const alerting =
    options.alertmanager.kind === 'absent'
      ? ''
      : `alerting: { alertmanagers: [{ static_configs: [{ targets: ['${host(options.alertmanager.url)}'] }] }] }\n`
  const config = `global:
  scrape_interval: 1s
  evaluation_interval: 1s
  external_labels: { partial_trust_runbooks: '${runbooks}' }
rule_files: ['${rules}recording.rules.yaml', '${rules}alerts.rules.yaml', team.rules.yaml]
${alerting}scrape_configs:
  - { job_name: product, static_configs: [{ targets: ['${host(product)}'] }] }
  - { job_name: team, static_configs: [{ targets: ['${host(team)}'] }] }
`
  return start('prometheus', folder, config, (port) => [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--enable-feature=exemplar-storage',
  ])
}

function host(url: string): string {
  return new URL(url).host
}

async function start(
  name: keyof typeof programs,
  folder: string,
  config: string,
  flags: (port: number) => readonly string[],
): Promise<Peer> {
  const program = programs[name].find((one) => spawnSync(one, ['--version']).status === 0)
  if (program === undefined) {
    const why = `${name} is not on this machine (Debian: apt-get install ${programs[name][0]})`
    return { kind: 'absent', why }
  }
  writeFileSync(join(folder, `${name}.yaml`), config)
  const port = await freePort()
  const child: ChildProcess = spawn(program, flags(port), { cwd: folder, stdio: 'ignore' })
  return { kind: 'running', url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') }
}
