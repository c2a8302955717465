import { readPlan } from '../../packages/explore/dist/plan/read-plan.js'
import { printable } from '../../packages/explore/dist/report/printable.js'
import { planText } from '../explore-text.ts'
import { must, ofText } from '../target.ts'

/** The explorer's plan: where it says that something stands, it stands. */
export const markdownPlan = ofText(1, planText, (text) => {
  const reading = readPlan('plan.md', text)
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|[\r\n]/u)
  if (reading.kind === 'unusable') {
    must(reading.problems.length > 0, 'a plan is refused without a reason')
    for (const { line, text: why } of reading.problems) {
      must(why !== '', 'a plan is refused without a word')
      must(line >= 1 && line <= lines.length, `line ${line} of ${lines.length} is named`)
    }
    return 'refused'
  }
  const { tasks, allowed } = reading.plan
  must(allowed.length > 0, 'a plan that allows nothing is read')
  must(new Set(tasks.map(({ number }) => number)).size === tasks.length, 'two tasks have a number')
  for (const { line, report, blocks } of tasks) {
    must(/Task/iu.test(lines[line - 1] ?? ''), `there is no task in line ${line}`)
    must(report.text !== '', 'a task without a report is read')
    for (const block of blocks) {
      const [first = ''] = block.source.split('\n')
      must(
        bare(lines[block.line - 1] ?? '').includes(bare(first.replaceAll('\uFFFD', '\0'))),
        `line ${block.line} does not begin the block`,
      )
    }
  }
  return 'read'
})

function bare(text: string): string {
  return printable(text.replaceAll('\uFFFD', '\0')).replaceAll(/\s/gu, '')
}
