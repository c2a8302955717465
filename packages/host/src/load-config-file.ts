import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configProblem } from '@partial-trust/engine'
import { isThere, messageOf, UserError } from '@partial-trust/settings'
import type { PartialTrustConfig } from '@partial-trust/engine'
import { whyNotLoaded } from './why-not-loaded.js'

const names = ['partial-trust.config.ts', 'partial-trust.config.mjs', 'partial-trust.config.js']

/**
 * It is somebody else's code, which may wait for a network before it exports anything. Beyond this, in ms, whoever
 * started it wants to know what it waits for.
 */
const loadWithinMs = 60_000

/** What a program runs where it finds no configuration file. */
export type EmbeddedConfig = () => Promise<PartialTrustConfig>

export type LoadedConfigFile = {
  readonly config: PartialTrustConfig
  /** Absolute path; null for the embedded default. */
  readonly file: string | null
}

/** Where the file that registers the corridors is; undefined where there is none and none was given. */
export function configFilePath(cwd: string, given: string | undefined): string | undefined {
  return given === undefined
    ? names.map((name) => resolve(cwd, name)).find((path) => isThere(path))
    : resolve(cwd, given)
}

/**
 * Loads the file that registers the corridors: the one given, else the first of
 * `partial-trust.config.{ts,mjs,js}` in `cwd`, else what is embedded in the program.
 *
 * @param withinMs How long it may take to load.
 * @throws {UserError} when there is a file but it cannot be used: with unknown corridors there is
 *   no baseline to answer with, so this is the one problem that stops a start.
 */
export async function loadConfigFile(
  cwd: string,
  given: string | undefined,
  embedded?: EmbeddedConfig,
  withinMs = loadWithinMs,
): Promise<LoadedConfigFile> {
  const file = configFilePath(cwd, given)
  if (file === undefined) {
    if (embedded !== undefined) return { config: await embedded(), file: null }
    throw new UserError(
      `${cwd}: no partial-trust.config.ts, .mjs or .js: write one with defineConfig({ corridors: [...] }), or name it with --config`,
      2,
    )
  }
  if (!isThere(file)) {
    throw new UserError(`${file}: no such file; give --config an existing configuration file`, 2)
  }
  mustBeFile(file)
  const loaded = await loadedWithin(file, withinMs)
  const config = isRecord(loaded) ? loaded['default'] : undefined
  if (config === undefined) {
    throw new UserError(
      `${file}: it has no default export; write export default defineConfig({ corridors: [...] })`,
    )
  }
  if (!isConfig(config)) {
    throw new UserError(`${file}: its default export: ${configProblem(config) ?? 'is none'}`)
  }
  return { config, file }
}

async function loadedWithin(file: string, withinMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_settle, refuse) => {
    timer = setTimeout(() => refuse(new Error(`not within ${withinMs / 1000} s`)), withinMs)
  })
  try {
    return await Promise.race([import(pathToFileURL(file).href), late])
  } catch (error) {
    throw new UserError(`${file}: does not load: ${whyNotLoaded(error, file)}`, 1, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** A pipe in its place would be waited for without end, and nobody would be answered. */
function mustBeFile(file: string): void {
  let isFile: boolean
  try {
    isFile = statSync(file).isFile()
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`, 1, { cause: error })
  }
  if (!isFile) throw new UserError(`${file}: is no file; put the configuration file there`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isConfig(value: unknown): value is PartialTrustConfig {
  return configProblem(value) === null
}
