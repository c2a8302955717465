import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parse } from 'yaml'

type Step = {
  readonly id: string
  readonly shell: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
}
type Action = {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

export type Ran = {
  /** Of the step that ended the run. */
  readonly status: number
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly said: string
}

/** Runs the steps of a composite action one after the other, each in its own shell, as a runner does. */
export function runAction(
  folder: string,
  repository: string,
  temp: string,
  inputs: Readonly<Record<string, string>>,
): Ran {
  const action: Action = parse(readFileSync(join(folder, 'action.yml'), 'utf8'))
  const outputs = new Map<string, string>()
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') }
  mkdirSync(temp, { recursive: true })
  for (const file of Object.values(files)) writeFileSync(file, '')
  const valueOf = (expression: string): string => {
    const [, kind = '', name = ''] = /^(inputs|runner|github|steps)\.(.+)$/.exec(expression) ?? []
    if (kind === 'inputs') return inputs[name] ?? action.inputs[name]?.default ?? ''
    if (kind === 'runner' && name === 'temp') return temp
    if (kind === 'github' && name === 'action_path') return folder
    if (kind === 'steps') return outputs.get(name.replace('.outputs', '')) ?? ''
    throw new Error(`the action asks for ${expression}, which is not known here`)
  }
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ ([\w.-]+) \}\}/g, (_, expression: string) => valueOf(expression))

  let said = ''
  let status = 0
  for (const step of action.runs.steps) {
    if (step.shell !== 'bash') throw new Error(`${step.id}: only bash is run here`)
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text)])
    const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: join(repository, filled(step['working-directory'] ?? '.')),
      env: { PATH: process.env['PATH'], ...files, ...Object.fromEntries(env) },
      encoding: 'utf8',
    })
    said += done.stdout + done.stderr
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n')) {
      const [name = '', ...rest] = line.split('=')
      if (name !== '') outputs.set(`${step.id}.${name}`, rest.join('='))
    }
    writeFileSync(files.GITHUB_OUTPUT, '')
    status = done.status ?? 1
    if (status !== 0) break
  }
  const reported = ['verdict', 'outcome', 'sarif'].map((name) => [
    name,
    outputs.get(`report.${name}`) ?? '',
  ])
  const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')
  return { status, outputs: Object.fromEntries(reported), summary, said }
}
