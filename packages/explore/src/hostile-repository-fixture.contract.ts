import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A repository that turns on whoever looks at it, and a directory beside it that must stay as it is. */
export type HostileRepository = {
  readonly parent: string
  readonly root: string
  readonly outside: string
  readonly secret: string
}

/** Whether this machine has git; without it the git lines cannot be tried. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export function makeHostileRepository(): HostileRepository {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'explore-hostile-')))
  const [root, outside] = [join(parent, 'repo'), join(parent, 'outside')]
  const secret = 'the-secret-of-the-outside'
  for (const path of ['docs', 'src', 'many']) mkdirSync(join(root, path), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.txt'), `${secret}\n`)
  writeFileSync(join(parent, 'secret.txt'), `${secret}\n`)

  const write = (path: string, text: string): void => writeFileSync(join(root, path), text)
  write('docs/a.md', 'alpha\nbeta\ngamma\nalpha x\n')
  write('docs/b.md', 'beta\n')
  write('docs/with space.md', 'alpha\n')
  write('docs/имя.md', 'alpha\n')
  write('src/main.ts', 'export const alpha = 1\n')
  write('script.sed', `w ${join(outside, 'from-sed')}\n`)
  write('list.txt', `${outside}\0`)
  write('-delete', 'a file called like an option\n')
  write('big', `${'x'.repeat(99)}\n`.repeat(20_000))
  for (let index = 0; index < 1_001; index += 1) write(`many/${index}`, '')
  symlinkSync(join(outside, 'secret.txt'), join(root, 'out-file'))
  symlinkSync(join(outside, 'secret.txt'), join(root, 'secret.link'))
  symlinkSync(outside, join(root, 'out-dir'))
  symlinkSync(outside, join(root, 'linked'))
  symlinkSync(join(outside, 'not-there'), join(root, 'dangling'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  // Whatever starts it leaves a file in the directory outside.
  write('run.sh', `#!/bin/sh\ntouch "${outside}/started-$$"\ncat "$@" 2>/dev/null\n`)
  chmodSync(join(root, 'run.sh'), 0o755)
  return { parent, root, outside, secret }
}

/** Makes the tree a git repository whose every way of starting a program is set to `run.sh`. */
export function armGit({ root, outside }: HostileRepository): void {
  const git = (...args: string[]): void => {
    execFileSync('git', args, {
      cwd: root,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    })
  }
  const run = join(root, 'run.sh')
  git('init', '-q', '-b', 'main')
  git('config', 'user.email', 'a@example.invalid')
  git('config', 'user.name', 'a')
  git('add', 'docs', 'src')
  git('commit', '-q', '-m', 'one')
  writeFileSync(join(root, 'docs/b.md'), 'beta\nmore\n')
  git('commit', '-q', '-am', 'two')
  for (const hook of ['post-index-change', 'post-checkout', 'pre-commit', 'fsmonitor-watchman']) {
    writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\n${run}\n`)
    chmodSync(join(root, '.git/hooks', hook), 0o755)
  }
  writeFileSync(join(outside, 'more-config'), `[diff "evil"]\n\ttextconv = ${run}\n`)
  appendFileSync(
    join(root, '.git/config'),
    `[core]
	fsmonitor = ${run}
	pager = ${run}
	editor = ${run}
	hooksPath = ${join(root, '.git/hooks')}
	sshCommand = ${run}
	gitProxy = ${run}
	attributesFile = ${join(outside, 'attributes')}
	excludesFile = ${join(outside, 'secret.txt')}
	alternateRefsCommand = ${run}
	untrackedCache = true
[pager]
	status = ${run}
	diff = ${run}
[alias]
	st = !${run}
	evil = !${run}
	status = !${run}
[filter "evil"]
	clean = ${run}
	smudge = ${run}
	process = ${run}
	required = true
[diff]
	external = ${run}
	orderFile = ${join(outside, 'secret.txt')}
[diff "evil"]
	command = ${run}
	textconv = ${run}
	cachetextconv = true
[interactive]
	diffFilter = ${run}
[include]
	path = ${join(outside, 'more-config')}
[includeIf "gitdir:**"]
	path = ${join(outside, 'more-config')}
[credential]
	helper = !${run}
[gpg]
	program = ${run}
[remote "origin"]
	url = ext::${run}
	promisor = true
	partialclonefilter = blob:none
[protocol]
	allow = always
[submodule]
	recurse = true
`,
  )
  writeFileSync(join(root, '.gitattributes'), '* filter=evil diff=evil\n')
  // Changed since the last commit, with a time that makes git look at the content again.
  writeFileSync(join(root, 'docs/a.md'), 'alpha\nbeta\ngamma\nalpha y\n')
  utimesSync(join(root, 'docs/b.md'), new Date(), new Date())
}
