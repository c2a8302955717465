import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import type { PreflightFacts } from './facts.js'

/** More than a record: a disk with room for less is as good as full. */
const probe = Buffer.alloc(64 * 1024, 'x')

/**
 * Whether a log could be written: a file beside it, in the nearest folder that exists, is written to
 * the disk and taken away again. Nothing stays behind.
 */
export function writable(path: string): Pick<PreflightFacts['riskLog'], 'path' | 'problem'> {
  let target = path
  while (!existsSync(target) && dirname(target) !== target) target = dirname(target)
  try {
    const folder = statSync(target).isDirectory()
    if (target === path && folder) return { path, problem: `${path} is a directory` }
    // Written to one of these, a record is kept nowhere, and a gate has nothing to judge.
    if (target === path && !statSync(target).isFile())
      return { path, problem: `${path} is a device or a pipe: nothing is kept there` }
    if (target !== path && !folder) return { path, problem: `${target} is not a directory` }
    accessSync(target, constants.W_OK)
    writeProbe(target === path ? dirname(path) : target)
    return { path, problem: null }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { path, problem: `${target}: ${code}` }
  }
}

function writeProbe(folder: string): void {
  const file = join(folder, `.partial-trust-preflight-${process.pid}`)
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    for (let written = 0; written < probe.length;) written += writeSync(descriptor, probe, written)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
    rmSync(file, { force: true })
  }
}
