import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { contractVersion } from '../../examples/household/dist/index.js'
import { type JsonObject, compareSchemas } from './compare-schemas.ts'
import { contracts, contractsDirectory, formats } from './contracts.ts'
import { compareVersions, parseVersion, requiredBump, satisfies } from './required-bump.ts'

/**
 * `npm run contracts:check`: the files under `contracts/` are those of the code, and what changed
 * since the last release is allowed by the version. Exits 1 and says what to do otherwise.
 */
const problems: string[] = []
const current = readVersion()

for (const { file, schema } of [...contracts, ...formats]) {
  const path = new URL(file, contractsDirectory)
  if (!existsSync(path) || !isDeepStrictEqual(readJson(path), schema)) {
    problems.push(`contracts/${file} is not what the code says: run npm run contracts:write`)
  }
}

const released = lastReleased()
if (released === undefined) {
  problems.push('contracts/released holds no version: run npm run contracts:release')
} else if (current !== undefined) {
  for (const { file, direction, schema } of contracts) {
    const changes = compareSchemas(
      readJson(new URL(`released/${released.name}/${file}`, contractsDirectory)),
      schema,
    )
    const bump = requiredBump(changes, direction)
    for (const { pointer, kind, what } of changes)
      console.log(`${file}${pointer}: ${kind}: ${what}`)
    if (!satisfies(released.version, current, bump)) {
      problems.push(
        `${file} changed since ${released.name} in a way that asks for a ${bump} version; contracts/VERSION is ${current.join('.')}`,
      )
    }
  }
}

for (const problem of problems) console.error(problem)
if (problems.length === 0)
  console.log(`contracts ${contractVersion}: as in the code, compatible with the last release`)
process.exitCode = problems.length === 0 ? 0 : 1

function readVersion() {
  const text = readFileSync(new URL('VERSION', contractsDirectory), 'utf8')
  const version = parseVersion(text)
  if (version === undefined) problems.push('contracts/VERSION must be a version such as 1.2.3')
  else if (text.trim() !== contractVersion) {
    problems.push(
      `contracts/VERSION is ${text.trim()}, the code says ${contractVersion} (contract-version.ts): make them equal`,
    )
  }
  return version
}

function lastReleased() {
  const directory = new URL('released/', contractsDirectory)
  const names = existsSync(directory) ? readdirSync(directory) : []
  return names
    .flatMap((name) => {
      const version = parseVersion(name)
      return version === undefined ? [] : [{ name, version }]
    })
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .at(-1)
}

function readJson(path: URL): JsonObject {
  return JSON.parse(readFileSync(path, 'utf8'))
}
