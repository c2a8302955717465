// `npm run installed-size`: what `npm ci` puts on the disk, the largest first (docs/adr/019).
import { measure } from './installed-size/measure.ts'
import { root } from './pack/published.ts'

const installed = measure(root)
const sum = installed.reduce((all, { megabytes }) => all + megabytes, 0)
for (const { name, megabytes } of installed.filter((one) => one.megabytes >= 5)) {
  console.log(`${megabytes.toFixed(0).padStart(5)} MB  ${name}`)
}
console.log(`${sum.toFixed(0).padStart(5)} MB  all ${installed.length}`)
