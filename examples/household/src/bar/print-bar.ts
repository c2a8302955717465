import {
  type Bar,
  type LabelledUtterance,
  type Share,
  measureBar,
  required,
  seed,
} from './measure-bar.js'
import { heldOutFile, isSecondHalf, readUtterances } from './read-utterances.js'

/** `npm run bar [-- FILE]`: prints the bar on the file's lines; exits 1 where it is not reached. */
const [file] = process.argv.slice(2)
const lines = readUtterances(file)
const all = measureBar(lines)

print('', ['wrong adds', 'exact items', 'exact tasks', 'wrong tasks*'])
print('required', [
  `<= ${percent(required.wrongAdds)}`,
  `>= ${percent(required.exactItems)}`,
  `>= ${percent(required.exactTasks)}`,
])
print('seed system', [percent(seed.wrongAdds), percent(seed.exactItems), percent(seed.exactTasks)])
printBar('all', all)
printBar('first half by id', measureBar(lines.filter((line) => !isSecondHalf(line))))
printBar('second half by id', measureBar(lines.filter(isSecondHalf)))
for (const [name, group] of groupsOf(lines)) printBar(name, measureBar(group))
// Beside the public lines, not among them: its other lines all lie at the border.
if (file === undefined) {
  const heldOut = readUtterances(heldOutFile)
  for (const [name, group] of groupsOf(heldOut)) printBar(`held out, ${name}`, measureBar(group))
  console.log(
    `held out: ${heldOut.length} sentences written by us after the rules; not part of the verdict.`,
  )
}
console.log('* other lines executed as a task; not part of the bar. Unambiguous lines only.')

// Phrased so that a share of no lines at all is a miss.
const missed = [
  rate(all.wrongAdds) <= required.wrongAdds,
  rate(all.exactItems) >= required.exactItems,
  rate(all.exactTasks) >= required.exactTasks,
].filter((reached) => !reached).length
console.log(missed === 0 ? 'PASS' : `FAIL: ${missed} of 3 miss the bar`)
process.exitCode = missed === 0 ? 0 : 1

function groupsOf(of: readonly LabelledUtterance[]): ReadonlyMap<string, LabelledUtterance[]> {
  return Map.groupBy(of, ({ source, locale }) => `${source} ${locale}`)
}

function printBar(name: string, bar: Bar): void {
  print(name, [bar.wrongAdds, bar.exactItems, bar.exactTasks, bar.wrongTasks].map(share))
}

function print(name: string, cells: readonly string[]): void {
  console.log([name.padEnd(22), ...cells.map((cell) => cell.padStart(20))].join('').trimEnd())
}

function share(of: Share): string {
  return of.of === 0 ? '-' : `${of.hits}/${of.of} ${percent(rate(of))}`
}

function rate({ hits, of }: Share): number {
  return hits / of
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`
}
