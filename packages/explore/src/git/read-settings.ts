import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Scratch } from '../run/scratch.js'
import { cleanEnvironment } from '../run/tool-programs.js'
import type { HashName } from './git-index.js'
import { readPlain } from './read-plain.js'
import { Untrusted } from './untrusted.js'

/** What is kept of a repository's configuration. */
export type KeptSettings = {
  readonly hash: HashName
  /** Names, all lower case, with their values. */
  readonly values: ReadonlyMap<string, string>
}

/** The settings that change what `status` and `diff` see, and can start nothing. */
const keptSettings = new Map([
  ['core.autocrlf', /^(?:true|false|input)$/iu],
  ['core.eol', /^(?:lf|crlf|native)$/iu],
  ['core.filemode', /^(?:true|false)$/iu],
  ['core.ignorecase', /^(?:true|false)$/iu],
  ['core.precomposeunicode', /^(?:true|false)$/iu],
  ['core.symlinks', /^(?:true|false)$/iu],
])

/**
 * Reads the few settings that are kept from a copy of the configuration; includes are not followed.
 *
 * @throws {Untrusted} when the configuration cannot be read or the repository is of another make.
 */
export async function readSettings(
  common: string,
  scratch: Scratch,
  git: string,
  signal: AbortSignal,
): Promise<KeptSettings> {
  const copy = join(scratch.path, 'repository-config')
  const config = readPlain(join(common, 'config'), '.git/config', 1024 * 1024)
  writeFileSync(copy, config ?? '')
  const all = await listSettings(copy, scratch, git, signal)
  const last = (name: string): string | undefined => all.findLast(([one]) => one === name)?.[1]
  const storage = last('extensions.refstorage')
  if (storage !== undefined && storage !== 'files') {
    throw new Untrusted(`the repository stores its refs as "${storage}"; only files are read`)
  }
  const hash = last('extensions.objectformat') ?? 'sha1'
  if (hash !== 'sha1' && hash !== 'sha256') {
    throw new Untrusted(`the repository names its objects by "${hash}"`)
  }
  const kept = all.filter(([name, value]) => keptSettings.get(name)?.test(value) === true)
  return { hash, values: new Map(kept) }
}

async function listSettings(
  copy: string,
  scratch: Scratch,
  git: string,
  signal: AbortSignal,
): Promise<[name: string, value: string][]> {
  try {
    const { stdout } = await promisify(execFile)(
      git,
      ['config', '--file', copy, '--no-includes', '--null', '--list'],
      {
        cwd: scratch.home,
        env: { ...cleanEnvironment(scratch.home), GIT_DIR: join(scratch.home, 'none') },
        timeout: 5_000,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        signal,
      },
    )
    return stdout.split('\0').map((entry) => {
      const [name = '', ...value] = entry.split('\n')
      return [name.toLowerCase(), value.join('\n')]
    })
  } catch {
    signal.throwIfAborted()
    throw new Untrusted("the repository's configuration cannot be read")
  }
}
