// `npm run installed-size`: what `npm ci` puts on the disk, the largest first (docs/adr/019).
import { join } from 'node:path'
import { measure } from './installed-size/measure.ts'
import { root } from './pack/published.ts'

const installed = measure(join(root, 'node_modules'))
const sum = installed.reduce((all, { megabytes }) => all + megabytes, 0)
for (const { name, megabytes } of installed.filter((one) => one.megabytes >= 5)) {
  console.log(`${megabytes.toFixed(0).padStart(5)} MB  ${name}`)
}
console.log(`${sum.toFixed(0).padStart(5)} MB  all ${installed.length}`)
