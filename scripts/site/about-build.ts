import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './site-folder.ts'

/** What the pages were built from; stands at the foot of each. */
export type AboutBuild = {
  readonly version: string
  readonly commit: string
  /** True where the commit is the one tagged as this version, and nothing was changed since. */
  readonly released: boolean
}

export function aboutBuild(): AboutBuild {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(root, 'packages/partial-trust/package.json'), 'utf8'),
  )
  const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
  const commit = git('rev-parse', '--short=12', 'HEAD')
  const tags = git('tag', '--points-at', 'HEAD').split('\n')
  return {
    version: manifest.version,
    commit: commit === '' ? 'unknown' : `${commit}${changed ? ' with changes' : ''}`,
    released: !changed && tags.includes(`v${manifest.version}`),
  }
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return '' // no git, or a tarball of the sources
  }
}
