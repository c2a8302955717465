import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { contractVersion } from '../../examples/household/dist/index.js'
import { contracts, contractsDirectory } from './contracts.ts'

/**
 * `npm run contracts:write`: writes the contracts of the code to `contracts/`.
 * `npm run contracts:release`: also keeps them as released under their version, once.
 */
const isRelease = process.argv.includes('--release')
const release = new URL(`released/${contractVersion}/`, contractsDirectory)
if (isRelease && existsSync(release)) {
  console.error(`contracts ${contractVersion} are released already: raise the version first`)
  process.exitCode = 1
} else {
  writeTo(contractsDirectory)
  writeFileSync(new URL('VERSION', contractsDirectory), `${contractVersion}\n`)
  if (isRelease) writeTo(release)
}

function writeTo(directory: URL): void {
  mkdirSync(directory, { recursive: true })
  for (const { file, schema } of contracts) {
    writeFileSync(new URL(file, directory), `${JSON.stringify(schema, null, 2)}\n`)
  }
}
