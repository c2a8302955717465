// `npm run site:build [-- --base /docs/]`: the documentation of this commit as static pages, in site/dist.
// Needs no network once site/node_modules is there.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { site } from './site/site-folder.ts'
import { writeSite } from './site/write-site.ts'

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } })
const base = `/${values.base}/`.replaceAll(/\/+/g, '/')
const count = await writeSite(base)
execFileSync(process.execPath, [join(site, 'node_modules/astro/bin/astro.mjs'), 'build'], {
  cwd: site,
  stdio: 'inherit',
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', SITE_BASE: base },
})
process.stdout.write(`site: ${count} pages in site/dist\n`)
