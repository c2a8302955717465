// Packs every package as it would be published, looks at what is inside, installs the tarballs into an
// empty folder and uses them there: what works in the workspace can still be missing from a package.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

type Packed = {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

const root = fileURLToPath(new URL('../', import.meta.url))
const binaries = join(root, 'node_modules/.bin')
/** Nothing else may be in a package: no tests, no sources, no build state. */
const allowed =
  /^(package\.json|(data\/)?README\.md|LICENSE|bin\/.*\.js|policy\/.*\.yaml|data\/.*\.jsonl|wasm\/.*\.wasm|dist\/.*\.(js|d\.ts|css|html|svg|woff2|png|ico|wasm|ya?ml|json|map)(\.br|\.gz)?)$/
const forbidden = /\.(test|contract)\.|\.tsbuildinfo$/

const folder = mkdtempSync(join(tmpdir(), 'packed-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const problems: string[] = []

function command(name: string, args: readonly string[], cwd: string): string {
  return execFileSync(name, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH']}` },
  })
}

function attempt(what: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? `\n${String(error.stdout)}` : ''
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}${output}`)
  }
}

const { workspaces }: { workspaces: readonly string[] } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
function isPublished(path: string): boolean {
  const manifest: { readonly private?: boolean } = JSON.parse(
    readFileSync(join(root, path, 'package.json'), 'utf8'),
  )
  return manifest.private !== true
}
const packed: readonly Packed[] = JSON.parse(
  command(
    'npm',
    [
      'pack',
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      folder,
      ...workspaces.filter(isPublished).flatMap((path) => ['-w', path]),
    ],
    root,
  ),
)

for (const { name, files, filename } of packed) {
  for (const { path } of files) {
    if (!allowed.test(path) || forbidden.test(path))
      problems.push(`${name}: ${path} does not belong in the package`)
  }
  const tarball = join(folder, filename)
  attempt(`${name}: publint`, () => command('publint', ['--strict', tarball], root))
  if (files.some(({ path }) => path === 'dist/index.d.ts')) {
    attempt(`${name}: attw`, () =>
      command(
        'attw',
        [
          '--profile',
          'esm-only',
          '--exclude-entrypoints',
          './demo-utterances.jsonl',
          '--',
          tarball,
        ],
        root,
      ),
    )
  }
  process.stdout.write(`packages: ${name}: ${files.length} files\n`)
}

const user = join(folder, 'user')
mkdirSync(user)
writeFileSync(join(user, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n')
const imports = ['@partial-trust/core', '@partial-trust/testing', 'partial-trust']
attempt('installing the tarballs', () => {
  const tarballs = packed.map(({ filename }) => join(folder, filename))
  command('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], user)
  for (const name of imports) {
    attempt(`import ${name}`, () => {
      const script = `const all = await import(${JSON.stringify(name)}); if (Object.keys(all).length === 0) process.exit(1)`
      command(process.execPath, ['--input-type=module', '-e', script], user)
    })
  }
  attempt('compiling against every type, libraries included', () => compile(user))
  const installed = join(user, 'node_modules/@partial-trust/cli/bin/partial-trust.js')
  for (const args of [['--version'], ['config'], ['analyze', '--format', 'json']]) {
    attempt(`partial-trust ${args.join(' ')}`, () =>
      command(process.execPath, [installed, ...args], user),
    )
  }
})

/** As strict as a user can be: `skipLibCheck: false` reads what our types lead to, too. */
function compile(at: string): void {
  const lines = imports.map((name, index) => `export type * as all${index} from '${name}'`)
  writeFileSync(join(at, 'user.ts'), `${lines.join('\n')}\n`)
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2023',
    module: 'nodenext',
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  }
  const config = { compilerOptions, include: ['user.ts'] }
  writeFileSync(join(at, 'tsconfig.json'), JSON.stringify(config))
  command('tsc', ['-p', at], at)
}

for (const problem of problems) process.stderr.write(`packages: ${problem}\n`)
process.stdout.write(
  `packages: ${packed.length} packed, installed and used, ${problems.length} problems\n`,
)
process.exitCode = problems.length > 0 ? 1 : 0
