// Before a build, and before the tests: a local run must find what a fresh clone finds.
import process from 'node:process'
import { dropOrphans } from './build/drop-orphans.ts'

export default function dropThem(): void {
  for (const orphan of dropOrphans(new URL('../', import.meta.url).pathname)) {
    process.stderr.write(`dropped ${orphan}: its source is gone\n`)
  }
}

if (import.meta.main) dropThem()
