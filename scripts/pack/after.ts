// Puts back what `before.ts` set aside while the package was packed.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const at = (path: string): string => join(process.cwd(), path)

if (existsSync(at('.unbundled'))) {
  rmSync(at('dist'), { recursive: true })
  renameSync(at('.unbundled'), at('dist'))
  renameSync(at('dist/tsconfig.tsbuildinfo'), at('tsconfig.tsbuildinfo'))
}
if (existsSync(at('.README.md'))) renameSync(at('.README.md'), at('README.md'))
rmSync(at('docs'), { recursive: true, force: true })
rmSync(at('LICENSE'), { force: true })
