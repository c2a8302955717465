import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { format } from 'prettier'
import { contractVersion } from '../../examples/household/dist/index.js'
import { contracts, contractsDirectory, formats, type Contract } from './contracts.ts'

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
  await writeTo(contractsDirectory, [...contracts, ...formats])
  writeFileSync(new URL('VERSION', contractsDirectory), `${contractVersion}\n`)
  if (isRelease) await writeTo(release, contracts)
}

async function writeTo(
  directory: URL,
  files: readonly Pick<Contract, 'file' | 'schema'>[],
): Promise<void> {
  mkdirSync(directory, { recursive: true })
  for (const { file, schema } of files) {
    const text = await format(JSON.stringify(schema, null, 2), { parser: 'json', printWidth: 100 })
    writeFileSync(new URL(file, directory), text)
  }
}
