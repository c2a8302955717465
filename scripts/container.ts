// `npm run container`: builds the image from this commit, runs it as an orchestrator would and prints what
// it is and does. Needs root, buildah and runc (Debian: apt-get install buildah runc). `-- --keep NAME`
// leaves the image behind under that name.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startLlmSimulator } from '@partial-trust/testing'
import { parse } from 'yaml'
import { drain } from './container/drain.ts'
import { gather } from './container/gather.ts'
import { runContainer, statusOf } from './container/running-container.ts'
import type { ImageConfig, Running } from './container/running-container.ts'
import { freePort } from './e2e-signals/listen.ts'
import { until } from './e2e-signals/until.ts'
import { root } from './pack/published.ts'

const missing = ['buildah', 'runc'].filter((one) => spawnSync(one, ['--version']).status !== 0)
if (missing.length > 0) {
  console.log(
    `skipped: ${missing.join(' and ')} not on this machine (Debian: apt-get install ${missing.join(' ')})`,
  )
  process.exit(0)
}
const kept = process.argv.includes('--keep') ? process.argv.at(-1) : undefined
const name = kept ?? 'localhost/partial-trust:check'
const folder = mkdtempSync(join(tmpdir(), 'pt-container-'))
const buildah = (...words: readonly string[]): string =>
  execFileSync('buildah', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
const problems: string[] = []

function holds(what: string, isSo: boolean, figure: string): void {
  console.log(`${isSo ? 'yes' : 'NO '}  ${what}: ${figure}`)
  if (!isSo) problems.push(what)
}

gather(folder)
buildah('bud', '--quiet', '--tag', name, folder)
const inspected: { OCIv1: { config: ImageConfig } } = JSON.parse(
  buildah('inspect', '--type', 'image', name),
)
const image = inspected.OCIv1.config
const [{ size }]: readonly [{ size: string }] = JSON.parse(buildah('images', '--json', name))
const working = buildah('from', name)
const rootfs = buildah('mount', working)
const simulator = await startLlmSimulator({ schedule: { latency_ms: 150, jitter_ms: 50 } })
try {
  holds('image', true, `${size}, user ${image.User}`)
  await looks()
  await coldStarts()
  await drains()
} finally {
  await simulator.close()
  buildah('rm', working)
  if (kept === undefined) buildah('rmi', name)
  rmSync(folder, { recursive: true, force: true })
}
console.log(problems.length === 0 ? 'the image is right' : `not right: ${problems.join(', ')}`)
process.exitCode = problems.length === 0 ? 0 : 1

type Started = { readonly running: Running; readonly url: string; readonly readyMs: number }

async function start(id: string, tokens?: string): Promise<Started> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const beganMs = performance.now()
  const running = await runContainer({
    folder,
    name: `partial-trust-${process.pid}-${id}`,
    rootfs,
    image,
    command: ['serve', '--host', '127.0.0.1', '--port', String(port)],
    env: [
      'PARTIAL_TRUST_ENABLED=true',
      'LLM_POLICY_ENABLED=true',
      'PARTIAL_TRUST_SAMPLE_RATE=1',
      'PARTIAL_TRUST_TIMEOUT_MS=2000',
      `LLM_BASE_URL=${simulator.url}`,
      ...(tokens === undefined ? [] : ['PARTIAL_TRUST_TOKENS=/tokens/tokens.json']),
    ],
    ...(tokens === undefined ? {} : { tokens }),
  })
  await until(`the container is ready\n${running.said()}`, async () => {
    try {
      return (await fetch(`${url}/readyz`)).status === 200
    } catch {
      return false
    }
  })
  return { running, url, readyMs: performance.now() - beganMs }
}

async function looks(): Promise<void> {
  const { running, url } = await start('looks')
  const { uid, pidInside, capabilities, rootMount } = statusOf(running.pid)
  holds(
    'not root',
    uid === '65532' && /^0+$/.test(capabilities),
    `uid ${uid}, capabilities ${capabilities}`,
  )
  holds('process 1 is the service', pidInside === '1', `pid ${pidInside} inside`)
  const write = `try { require('fs').writeFileSync('/app/x', ''); console.log('written') } catch (e) { console.log(e.code) }`
  const said = running.inside('/usr/local/bin/node', '-e', write)
  holds(
    'root is read-only',
    rootMount === 'ro' && said !== 'written',
    `mounted ${rootMount}, writing /app/x: ${said}`,
  )
  const shell = `console.log(['/bin/sh', '/bin/bash', '/usr/bin/env'].filter(require('fs').existsSync).length)`
  const shells = running.inside('/usr/local/bin/node', '-e', shell)
  holds('no shell', shells === '0', `${shells} found`)
  const health = healthcheck(new URL(url).port)
  holds('the healthcheck of compose.yaml passes', running.inside(...health) === '', health[0] ?? '')
  running.signal('SIGTERM')
  await running.ended
  await takesTokens(/operator token: (\S+)/.exec(running.said())?.[1] ?? '')
}

function healthcheck(port: string): readonly string[] {
  const { services }: { services: { 'partial-trust': { healthcheck: { test: string[] } } } } =
    parse(readFileSync(join(root, 'deploy/container/compose.yaml'), 'utf8'))
  const [, ...words] = services['partial-trust'].healthcheck.test
  return words.map((word) => word.replace(':8080', `:${port}`))
}

/** As Kubernetes mounts a secret: a link to a file that nobody may write. */
async function takesTokens(operator: string): Promise<void> {
  const tokens = join(folder, 'tokens')
  mkdirSync(join(tokens, '..data'), { recursive: true })
  const made = join(folder, `partial-trust-${process.pid}-looks/data/tokens.json`)
  copyFileSync(made, join(tokens, '..data/tokens.json'))
  chownSync(join(tokens, '..data/tokens.json'), 0, 65532)
  chmodSync(join(tokens, '..data/tokens.json'), 0o440)
  symlinkSync('..data/tokens.json', join(tokens, 'tokens.json'))
  const { running, url } = await start('tokens', tokens)
  const headers = { authorization: `Bearer ${operator}` }
  const { status } = await fetch(`${url}/v1/corridors`, { headers })
  holds('takes tokens from a mounted secret', status === 200, `status ${status}`)
  running.signal('SIGTERM')
  await running.ended
}

async function coldStarts(): Promise<void> {
  const tookMs: number[] = []
  for (const id of ['a', 'b', 'c']) {
    const { running, readyMs } = await start(id)
    tookMs.push(readyMs)
    running.signal('SIGTERM')
    await running.ended
  }
  const shown = tookMs.map((ms) => Math.round(ms)).toSorted((a, b) => a - b)
  holds('cold start to ready', true, `${shown[1]} ms (of ${shown.join(', ')})`)
}

async function drains(): Promise<void> {
  const { running, url } = await start('drains')
  const drained = await drain({
    url: `${url}/v1/decide`,
    commandOf,
    width: 40,
    forMs: 2000,
    stop: () => running.signal('SIGTERM'),
    ended: running.ended,
  })
  const log = join(folder, `partial-trust-${process.pid}-drains/data/partial_trust_risk.jsonl`)
  const recorded = new Set(
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): { command_id: string } => JSON.parse(line))
      .map(({ command_id: id }) => id),
  )
  const unrecorded = [...drained.ids].filter((id) => !recorded.has(id))
  const { answered, underWay, turnedAway, unanswered, endedAfterMs } = drained
  const lost = [...unanswered].filter(([id, said]) => recorded.has(id) || said.startsWith('status'))
  const unread = unanswered.size - lost.length
  holds(
    'SIGTERM under load loses nothing',
    lost.length === 0 && unrecorded.length === 0 && underWay > 0,
    `${answered} answered, ${underWay} under way at the signal, ${lost.length} lost ${lost.slice(0, 3).join(' ')}, ${turnedAway} turned away after it (${unread} connections more were reset unread), ${unrecorded.length} without a record; ended ${Math.round(endedAfterMs)} ms after the signal`,
  )
}

function commandOf(id: string): object {
  return {
    command_id: id,
    user_id: 'ann',
    timestamp: '2026-01-01T00:00:00Z',
    text: 'add milk to the shopping list',
    capabilities: ['start_job'],
    context: {
      household: {
        members: [{ user_id: 'ann' }],
        shopping_lists: [{ list_id: 'weekly', name: 'Weekly shopping' }],
      },
    },
  }
}
