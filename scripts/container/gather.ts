import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { pack } from '../pack/pack.ts'
import { root } from '../pack/published.ts'

/** Makes the folder that the Dockerfile is built in: `rootfs`, `app` and an empty `data`. */
export function gather(context: string): void {
  copyFileSync(join(root, 'deploy/container/Dockerfile'), join(context, 'Dockerfile'))
  mkdirSync(join(context, 'data'))
  gatherNode(join(context, 'rootfs'))
  gatherApp(join(context, 'app'))
}

/** The node that runs this script, with the libraries its loader asks for. */
function gatherNode(rootfs: string): void {
  const node = process.execPath
  const put = (from: string, to = from): void => {
    mkdirSync(dirname(join(rootfs, to)), { recursive: true })
    copyFileSync(from, join(rootfs, to)) // libraries are links to their versions: the files count
  }
  put(node, '/usr/local/bin/node')
  for (const path of librariesOf(node)) put(path)
  mkdirSync(join(rootfs, 'etc'))
  mkdirSync(join(rootfs, 'tmp'), { mode: 0o1777 })
  writeFileSync(join(rootfs, 'etc/passwd'), 'nonroot:x:65532:65532:nonroot:/data:/sbin/nologin\n')
  writeFileSync(join(rootfs, 'etc/group'), 'nonroot:x:65532:\n')
  writeFileSync(join(rootfs, 'etc/nsswitch.conf'), 'hosts: files dns\n')
}

function librariesOf(program: string): readonly string[] {
  const said = execFileSync('ldd', [program], { encoding: 'utf8' })
  return [...said.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)
}

/** The command line as it would be published, with the versions of the lockfile. */
function gatherApp(app: string): void {
  const tarballs = mkdtempSync(join(tmpdir(), 'container-packed-'))
  try {
    const packed = pack(tarballs)
    const dependencies = Object.fromEntries(
      packed.map(({ name, filename }) => [name, `file:${join(tarballs, filename)}`]),
    )
    mkdirSync(app)
    const manifest = { private: true, dependencies, overrides: lockedVersions() }
    writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, null, 2))
    const flags = ['--omit=dev', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', ['install', ...flags, '--prefer-offline'], {
      cwd: app,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    for (const file of ['package.json', 'package-lock.json']) rmSync(join(app, file))
  } finally {
    rmSync(tarballs, { recursive: true, force: true })
  }
}

/** What the workspace was tested with. A package of two versions is left to whoever asks for it. */
function lockedVersions(): Record<string, string> {
  const {
    packages,
  }: { readonly packages: Readonly<Record<string, { readonly version?: string }>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const versions = new Map<string, Set<string>>()
  for (const [path, { version }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!path.includes('node_modules/') || version === undefined) continue
    versions.set(name, (versions.get(name) ?? new Set()).add(version))
  }
  return Object.fromEntries(
    [...versions].flatMap(([name, [only = '', ...others]]) =>
      others.length === 0 ? [[name, only]] : [],
    ),
  )
}
