// `npm run licences`: what is installed with the product, by licence. Exits 1 where one is not allowed.
import process from 'node:process'
import { root } from '../pack/published.ts'
import { isAllowed, licences } from './licences.ts'

const all = licences(root)
const byLicence = Map.groupBy(all, ({ licence }) => licence)
for (const [licence, packages] of [...byLicence].toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(`${licence}${isAllowed(licence) ? '' : '  NOT ALLOWED'}`)
  for (const { name, version } of packages) console.log(`  ${name} ${version}`)
}
const refused = all.filter(({ licence }) => !isAllowed(licence))
console.log(`${all.length} packages, ${byLicence.size} licences, ${refused.length} not allowed`)
process.exitCode = refused.length === 0 ? 0 : 1
