#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on whatever Node the machine has, to say what is missing.
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const required = [22, 13]
const entry = new URL('../dist/main.js', import.meta.url)

if (isEnough(process.versions.node)) {
  if (!existsSync(entry)) fail('it has not been built yet: run `npm ci` (or `npm run build`) first')
  if (process.channel) dieWithParent()
  keepCompiled()
  // A diagnostic report (`node --report-on-fatalerror`) is sent around, and secrets stand in the environment.
  process.report.excludeEnv = true
  const { main } = await import(entry.href)
  await main(process.argv)
} else {
  const node = bundledNode()
  if (node === undefined) {
    fail(
      `it needs Node ${required.join('.')} or newer, this is ${process.version}: install it, or the npm package "node@24" beside it`,
    )
  }
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A terminal sends Ctrl-C to the whole process group, so the child has it already.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

function isEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > required[0] || (major === required[0] && minor >= required[1])
}

/**
 * Keeps compiled code between starts, a fifth of what a start costs: in a folder that nobody but this user
 * can write to, for what lies there is run unread. Where there is none, everything is compiled anew.
 */
function keepCompiled() {
  if (process.getuid === undefined) return
  try {
    const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'partial-trust')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(folder)
    const isOwn = uid === process.getuid() && (mode & 0o170022) === 0o040000
    if (isOwn) module.enableCompileCache?.(folder)
  } catch {
    // A home that is missing or read-only.
  }
}

/** `kill -9` of the parent must not leave a server behind that nobody sees. */
function dieWithParent() {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}

function bundledNode() {
  try {
    const binary = join(
      dirname(createRequire(import.meta.url).resolve('node/package.json')),
      'bin',
      'node',
    )
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function fail(reason) {
  process.stderr.write(`partial-trust: ${reason}\n`)
  process.exit(1)
}
