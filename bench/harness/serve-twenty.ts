import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { liveThroughAWeek } from '../../packages/cli/src/console/twenty-corridors.contract.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Serving = {
  readonly url: string
  readonly viewerToken: string
  readonly operatorToken: string
  stop(): Promise<void>
}

/** `partial-trust serve` with twenty corridors of others and what they counted in seven days. */
export async function serveTwenty(): Promise<Serving> {
  const cwd = mkdtempSync(join(tmpdir(), 'partial-trust-twenty-'))
  mkdirSync(join(cwd, '.partial-trust'))
  await liveThroughAWeek(join(cwd, '.partial-trust', 'state.db'), Date.now())
  const config = join(root, 'bench/harness/twenty.config.ts')
  const child = spawn(
    process.execPath,
    [join(root, 'packages/cli/bin/partial-trust.js'), 'serve', '--port', '0', '--config', config],
    {
      cwd,
      env: { ...process.env, PARTIAL_TRUST_ENABLED: 'true', LLM_POLICY_ENABLED: 'true' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''
  const untilMs = Date.now() + 60_000
  while (find(/operator token: (\S+)/) === '' || find(/(http:\/\/127\.0\.0\.1:\d+)/) === '') {
    if (child.exitCode !== null || Date.now() > untilMs) throw new Error(`not started: ${text}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url: find(/(http:\/\/127\.0\.0\.1:\d+)/),
    viewerToken: find(/viewer token: (\S+)/),
    operatorToken: find(/operator token: (\S+)/),
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}
