import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pack } from '../../scripts/pack/pack.ts'

/** Packs every package and installs them in `folder`, as an adopter has them. Answers with the command line's file. */
export function installPacked(folder: string): string {
  const [tarballs, app] = [join(folder, 'tarballs'), join(folder, 'app')]
  for (const each of [tarballs, app]) mkdirSync(each, { recursive: true })
  const packed = pack(tarballs).map(({ filename }) => join(tarballs, filename))
  writeFileSync(join(app, 'package.json'), '{ "private": true }\n')
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  execFileSync('npm', ['install', ...flags, ...packed], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return join(app, 'node_modules/@partial-trust/cli/bin/partial-trust.js')
}
