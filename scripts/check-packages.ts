// Packs every package as it would be published, looks at what is inside, installs the tarballs into an
// empty folder and uses them there: what works in the workspace can still be missing from a package.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { pack } from './pack/pack.ts'
import type { Packed } from './pack/pack.ts'
import { closureOf, root } from './pack/published.ts'
import { startService } from './pack/running-service.ts'

const binaries = [
  join(root, 'node_modules/.bin'),
  join(root, 'scripts/publishing/node_modules/.bin'),
].join(delimiter)
/** Nothing else may be in a package: no tests, no sources, no build state. */
const allowed =
  /^(package\.json|(data\/)?README\.md|docs\/[^/]+\.md|LICENSE|bin\/.*\.js|policy\/.*\.yaml|data\/.*\.jsonl|wasm\/.*\.wasm|dist\/.*\.(js|d\.ts|css|html|svg|woff2|png|ico|wasm|ya?ml|json|map)(\.br|\.gz)?)$/
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

/** What an application installs with the library stays small (SPEC section 13). */
const mostPackages = 15
const mostMebibytes = 15
const mostModules = 150
const mostFirstLines = 10
/** What `serve` loads, other people's modules included (ADR 015). */
const mostServiceModules = 700
const unwantedInLibrary =
  /^(?:fastify|@fastify\/.*|pg|ajv|mdast.*|unbash|react.*|commander|prom-client|@partial-trust\/(?:example-.*|testing|cli|service|console))$/

/** Microseconds of CPU that a program took so far. */
const spentUs = 'const { user, system } = process.cpuUsage(); console.log(user + system)'

/** Counts the modules that importing the library loads beyond an empty program's. */
const countModules = `
import { registerHooks } from 'node:module'
let count = 0
registerHooks({ load(url, context, next) { if (!url.startsWith('node:')) count++; return next(url, context) } })
await import('partial-trust')
console.log(count)
`

/** Writes how many modules a program loaded when it ends. */
const tellModules = `
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'
let count = 0
registerHooks({ load(url, context, next) { if (!url.startsWith('node:')) count++; return next(url, context) } })
if (isMainThread) process.on('exit', () => writeFileSync('modules', String(count)))
`

const firstAccepted = `import { defineCorridor, openTrust } from 'partial-trust'
import { z } from 'zod'
const corridor = defineCorridor({
  intent: 'say_yes', id: (n) => n, baseline: () => 'no',
  candidate: z.enum(['yes', 'no']), ask: async () => 'yes',
})
const env = { PARTIAL_TRUST_ENABLED: 'true', LLM_POLICY_ENABLED: 'true', PARTIAL_TRUST_SAMPLE_RATE: '1' }
const trust = await openTrust({ env })
const { decision, record } = await trust.open(corridor).decide(1)
console.log(record.status, decision); await trust.close()
`

/** Names of all packages installed in a folder. */
function packagesIn(user: string): readonly string[] {
  const { packages }: { packages: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(join(user, 'node_modules/.package-lock.json'), 'utf8'),
  )
  return Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13))
}

function sizeOf(user: string): number {
  return Number(command('du', ['-sb', join(user, 'node_modules')], user).split('\t')[0])
}

const packed = pack(folder)

for (const { name, files, filename } of packed) {
  if (!files.some(({ path }) => path === 'README.md')) problems.push(`${name}: has no README`)
  if (!files.some(({ path }) => path.startsWith('docs/'))) problems.push(`${name}: has no docs`)
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

/** Installs tarballs into an empty folder of their own; answers with the folder. */
function installed(name: string, given: readonly Packed[], others: readonly string[] = []): string {
  const user = join(folder, name)
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), `{ "name": "${name}", "private": true }\n`)
  const tarballs = given.map(({ filename }) => join(folder, filename))
  command(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs, ...others],
    user,
  )
  return user
}

/** CPU of a program, in milliseconds: the median of five runs. For people to read; nothing depends on it. */
function medianMs(user: string, program: string): number {
  const runs = Array.from({ length: 5 }, () =>
    Number(command(process.execPath, ['--input-type=module', '-e', `${program} ${spentUs}`], user)),
  )
  return (runs.toSorted((one, other) => one - other)[2] ?? 0) / 1000
}

attempt('the library in an empty folder', () => {
  const names = closureOf('partial-trust')
  const own = packed.filter(({ name }) => names.has(name))
  const app = ['fastify@5.12.8', 'zod@4.6.7']
  const user = installed('library', own, app)
  const bare = installed('app', [], app)
  const more = packagesIn(user).filter((name) => !packagesIn(bare).includes(name))
  const unwanted = more.filter((name) => unwantedInLibrary.test(name))
  if (unwanted.length > 0) problems.push(`partial-trust brings ${unwanted.join(', ')}`)
  if (more.length > mostPackages) {
    problems.push(
      `partial-trust brings ${more.length} packages, more than ${mostPackages}: ${more.join(', ')}`,
    )
  }
  const mebibytes = (sizeOf(user) - sizeOf(bare)) / 2 ** 20
  if (mebibytes > mostMebibytes) problems.push(`partial-trust brings ${mebibytes.toFixed(1)} MiB`)
  const modules = command(
    process.execPath,
    ['--input-type=module', '-e', countModules],
    user,
  ).trim()
  if (Number(modules) > mostModules) problems.push(`partial-trust imports ${modules} modules`)
  const importMs = medianMs(user, `await import('partial-trust');`) - medianMs(user, '')
  attempt('require partial-trust', () =>
    command(
      process.execPath,
      [
        '--input-type=commonjs',
        '-e',
        "if (typeof require('partial-trust').openTrust !== 'function') process.exit(1)",
      ],
      user,
    ),
  )
  attempt('the first accepted candidate from an empty folder', () => {
    const lines = firstAccepted.trimEnd().split('\n').length
    if (lines > mostFirstLines) problems.push(`the first script has ${lines} lines`)
    writeFileSync(join(user, 'first.mjs'), firstAccepted)
    const said = command(process.execPath, ['first.mjs'], user).trim()
    if (said !== 'accepted_llm yes') problems.push(`the first script said ${JSON.stringify(said)}`)
  })
  process.stdout.write(
    `packages: partial-trust brings ${more.length} packages and ${mebibytes.toFixed(1)} MiB, and imports ${modules} modules in ${importMs.toFixed(0)} ms of CPU above an empty program\n`,
  )
})

const user = installed('everything', packed)
const program = join(user, 'node_modules/@partial-trust/cli/bin/partial-trust.js')

attempt('everything in an empty folder', () => {
  for (const name of ['@partial-trust/core', '@partial-trust/testing', 'partial-trust']) {
    attempt(`import ${name}`, () => {
      const script = `const all = await import(${JSON.stringify(name)}); if (Object.keys(all).length === 0) process.exit(1)`
      command(process.execPath, ['--input-type=module', '-e', script], user)
    })
  }
  for (const args of [['--version'], ['config'], ['analyze', '--format', 'json']]) {
    attempt(`partial-trust ${args.join(' ')}`, () =>
      command(process.execPath, [program, ...args], user),
    )
  }
})

/** Pages whose figures are made in a thread of its own, by tasks of two packages. */
const pages = ['/v1/corridors', '/v1/audit?limit=10', '/openapi.json', '/']

try {
  writeFileSync(join(user, 'tell-modules.mjs'), tellModules)
  const { port, viewerToken, stop } = await startService(program, {
    cwd: user,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      PARTIAL_TRUST_STATE: 'sqlite:state.db',
      NODE_OPTIONS: `--import ${join(user, 'tell-modules.mjs')}`,
    },
  })
  for (const page of pages) {
    const headers = { authorization: `Bearer ${viewerToken}` }
    const { status } = await fetch(`http://127.0.0.1:${port}${page}`, { headers })
    if (status !== 200) problems.push(`serve answered ${page} with ${status}`)
  }
  await stop()
  const modules = Number(readFileSync(join(user, 'modules'), 'utf8'))
  if (modules > mostServiceModules) problems.push(`serve loads ${modules} modules`)
  process.stdout.write(`packages: serve loads ${modules} modules\n`)
} catch (error) {
  problems.push(`serve: ${String(error)}`)
}

for (const problem of problems) process.stderr.write(`packages: ${problem}\n`)
process.stdout.write(
  `packages: ${packed.length} packed, installed and used, ${problems.length} problems\n`,
)
process.exitCode = problems.length > 0 ? 1 : 0
