import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an image says of how it is run. */
export type ImageConfig = {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly WorkingDir: string
}

export type Running = {
  /** The container's process 1, as the host counts. */
  readonly pid: number
  readonly said: () => string
  /** Runs a program of the image inside; answers what it says. */
  inside(...words: readonly string[]): string
  signal(name: string): void
  readonly ended: Promise<unknown>
}

export type RunOptions = {
  readonly folder: string
  readonly name: string
  /** The image, mounted. */
  readonly rootfs: string
  readonly image: ImageConfig
  readonly command: readonly string[]
  readonly env: readonly string[]
  /** A folder of the host that is mounted read-only at `/tokens`. */
  readonly tokens?: string
}

/**
 * Starts an image as an orchestrator would: its own user, a root that cannot be written, no capability, no
 * new privilege; and the host's network, so that only loopback is listened on.
 */
export async function runContainer(options: RunOptions): Promise<Running> {
  const { folder, name, image } = options
  const bundle = join(folder, name)
  const data = join(bundle, 'data')
  mkdirSync(data, { recursive: true })
  const [uid = 0, gid = 0] = image.User.split(':').map(Number)
  chownSync(data, uid, gid)
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(bundleOf(options, data, uid, gid)))
  const child = spawn('runc', ['run', '--bundle', bundle, name])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const ended = once(child, 'exit')
  const state = (): { readonly pid: number; readonly status: string } =>
    JSON.parse(execFileSync('runc', ['state', name], { encoding: 'utf8', stdio: 'pipe' }))
  const isRunning = (): boolean => {
    try {
      return state().status === 'running'
    } catch {
      if (child.exitCode !== null) throw new Error(`the container did not start: ${said}`)
      return false // not made yet
    }
  }
  while (!isRunning()) await new Promise((settle) => setTimeout(settle, 5))
  return {
    pid: state().pid,
    said: () => said,
    inside: (...words) =>
      execFileSync('runc', ['exec', name, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim(),
    signal: (signal) => {
      execFileSync('runc', ['kill', name, signal])
    },
    ended,
  }
}

/** What the kernel shows of a process: its user, its number inside, and how its root is mounted. */
export function statusOf(pid: number): {
  readonly uid: string
  readonly pidInside: string
  readonly capabilities: string
  readonly rootMount: string
} {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? ''
  const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')
  const root = mounts.map((line) => line.split(' ')).find((words) => words[4] === '/')
  return {
    uid: field('Uid').split('\t')[0] ?? '',
    pidInside: field('NSpid').split('\t').at(-1) ?? '',
    capabilities: field('CapEff'),
    rootMount: root?.[5]?.split(',')[0] ?? '',
  }
}

function bundleOf(options: RunOptions, data: string, uid: number, gid: number): object {
  const { image, rootfs, command, env, tokens } = options
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid, gid },
      args: [...image.Entrypoint, ...command],
      env: [...image.Env, ...env],
      cwd: image.WorkingDir,
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [], ambient: [] },
    },
    root: { path: rootfs, readonly: true },
    hostname: 'partial-trust',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { ...mount('/dev', 'tmpfs'), options: ['nosuid', 'mode=755'] },
      mount('/tmp', 'tmpfs', 'noexec', 'mode=1777'),
      { destination: '/data', type: 'bind', source: data, options: ['bind', 'nosuid', 'noexec'] },
      ...(tokens === undefined
        ? []
        : [{ destination: '/tokens', type: 'bind', source: tokens, options: ['bind', 'ro'] }]),
    ],
    linux: {
      namespaces: ['pid', 'mount', 'ipc', 'uts'].map((type) => ({ type })),
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
    },
  }
}

function mount(destination: string, type: string, ...flags: readonly string[]): object {
  return { destination, type, source: type, options: ['nosuid', 'nodev', ...flags] }
}
