import { type Miss, missesOf, percent, shown } from './judge-bar.js'
import { type Bar, type LabelledUtterance, measureBar, required, seed } from './measure-bar.js'
import { heldOutFile, readUtterances } from './read-utterances.js'

/**
 * `npm run bar [-- FILE]`: prints the bar on the public lines and on the held-out sentences, or on
 * the file's lines alone; exits 1 and names what is missed where a figure of either is not reached.
 */
const [file] = process.argv.slice(2)
const sets =
  file === undefined
    ? [
        { name: 'public', lines: readUtterances() },
        { name: 'held out', lines: readUtterances(heldOutFile) },
      ]
    : [{ name: 'file', lines: readUtterances(file) }]

print('', ['wrong adds', 'exact items', 'exact tasks', 'wrong tasks*'])
print('required', [
  `<= ${percent(required.wrongAdds)}`,
  `>= ${percent(required.exactItems)}`,
  `>= ${percent(required.exactTasks)}`,
])
print('seed system', [percent(seed.wrongAdds), percent(seed.exactItems), percent(seed.exactTasks)])
const misses: Miss[] = []
for (const { name, lines } of sets) {
  const bar = measureBar(lines)
  misses.push(...missesOf(name, bar))
  printBar(name, bar)
  for (const [source, group] of groupsOf(lines)) printBar(` ${source}`, measureBar(group))
}
console.log('* other lines executed as a task; not part of the bar. Unambiguous lines only.')

for (const miss of misses) console.log(`MISSED ${miss}`)
console.log(misses.length === 0 ? 'PASS' : `FAIL: ${misses.length} of ${sets.length * 3} missed`)
process.exitCode = misses.length === 0 ? 0 : 1

function groupsOf(of: readonly LabelledUtterance[]): ReadonlyMap<string, LabelledUtterance[]> {
  return Map.groupBy(of, ({ source, locale }) => `${source} ${locale}`)
}

function printBar(name: string, bar: Bar): void {
  print(name, [bar.wrongAdds, bar.exactItems, bar.exactTasks, bar.wrongTasks].map(shown))
}

function print(name: string, cells: readonly string[]): void {
  console.log([name.padEnd(22), ...cells.map((cell) => cell.padStart(20))].join('').trimEnd())
}
