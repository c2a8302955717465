import { runWorld } from './run-world.ts'
const from = Number(process.argv[2] ?? 1), n = Number(process.argv[3] ?? 20)
const t0 = performance.now(); let steps = 0
const faults = new Set<string>(), states = new Set<string>()
let bad = 0
for (let s = from; s < from + n; s++) { const r = await runWorld(s); steps += r.steps
  for (const f of r.faults) faults.add(f); for (const f of r.states) states.add(f)
  if (r.violations.length > 0) { bad++; if (bad < 12) console.log(s, r.violations.length, r.violations[0]) } }
const ms = performance.now() - t0
console.log(n, 'seeds', bad, 'bad', (ms / n).toFixed(1), 'ms/seed', steps / n, 'steps', Math.round(steps / ms * 1000), 'steps/s')
console.log([...faults].sort().join(', ')); console.log([...states].sort().join(', '))
