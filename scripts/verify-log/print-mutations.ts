/**
 * `npm run verify-log:mutations`: tampers with a truthful log in every way we know, ten times each,
 * and prints what `verify-log` notices. Exits 1 when something noticeable goes unnoticed.
 */
import { mutationRun } from './mutation-run.ts'
import { mutations } from './mutations.ts'
import { truthfulLog } from './truthful-log.ts'

const seed = Number(process.argv[2] ?? 1)
const outcomes = mutationRun(await truthfulLog(seed), mutations, seed, 10)
const width = Math.max(...outcomes.map(({ name }) => name.length))
for (const { name, tried, caught, by, undetectable } of outcomes) {
  const how = undetectable === null ? by.join(', ') : `not noticeable: ${undetectable}`
  process.stdout.write(`${name.padEnd(width)}  ${caught}/${tried}  ${how}\n`)
}
const missed = outcomes.filter((one) => one.undetectable === null && one.caught < one.tried)
const hidden = outcomes.filter((one) => one.undetectable !== null).length
process.stdout.write(
  `seed ${seed}: ${outcomes.length - hidden - missed.length} of ${outcomes.length - hidden} noticeable kinds always noticed, ${hidden} kinds cannot be\n`,
)
process.exitCode = missed.length === 0 ? 0 : 1
