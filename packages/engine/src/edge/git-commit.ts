import { execFileSync } from 'node:child_process'

/** The commit that `cwd` stands at, `-dirty` behind it when files were changed; null outside of a checkout. */
export function gitCommit(cwd: string): string | null {
  try {
    const commit = git(cwd, 'rev-parse', 'HEAD')
    return git(cwd, 'status', '--porcelain', '-uno') === '' ? commit : `${commit}-dirty`
  } catch {
    return null
  }
}

function git(cwd: string, ...args: readonly string[]): string {
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore']
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio }).trim()
}
