import type { Code, Paragraph, RootContent } from 'mdast'
import { lineOf, plainText, walk, type Section } from './markdown-text.js'
import type { Located, PlanTask, ShellBlock } from './plan.js'

/** Fence labels that mean "run this"; a fence without a label counts too. */
const shellLabels = new Set(['', 'bash', 'sh', 'shell'])

const taskHeading = /^Task\s+(\d{1,4})\s*[:.–—-]\s*(\S.*)$/iu
const looksLikeTask = /^Task\b/iu

const longestReport = 10_000

export type TasksReading = {
  readonly tasks: readonly PlanTask[]
  readonly problems: readonly Located[]
  /** The sections that belong to tasks: a task reaches to the next heading of its level or above. */
  readonly used: ReadonlySet<Section>
}

export function readTasks(sections: readonly Section[]): TasksReading {
  const tasks: PlanTask[] = []
  const problems: Located[] = []
  const used = new Set<Section>()
  for (const [index, section] of sections.entries()) {
    if (!looksLikeTask.test(section.heading)) continue
    const heading = taskHeading.exec(section.heading)
    if (heading === null) {
      if (section.depth === 3) {
        const text = `"${section.heading}" is not of the form "Task N: title"`
        problems.push({ text, line: section.line })
      }
      continue
    }
    const own = ownSections(sections, index)
    for (const part of own) used.add(part)
    const number = Number(heading[1])
    const read = readTask(number, (heading[2] ?? '').trim(), section.line, own)
    problems.push(...read.problems)
    if (read.task === null) continue
    const first = tasks.find((task) => task.number === number)
    if (first !== undefined) {
      const text = `task ${number} is there twice, the first time in line ${first.line}: give each task its own number`
      problems.push({ text, line: section.line })
    }
    tasks.push(read.task)
  }
  return { tasks, problems, used }
}

function ownSections(sections: readonly Section[], start: number): Section[] {
  const depth = sections[start]?.depth ?? 0
  const next = sections.findIndex(
    (section, index) =>
      index > start && (section.depth <= depth || taskHeading.test(section.heading)),
  )
  return sections.slice(start, next === -1 ? sections.length : next)
}

function readTask(
  number: number,
  title: string,
  line: number,
  sections: readonly Section[],
): { task: PlanTask | null; problems: Located[] } {
  const nodes = sections.flatMap((section) => section.content)
  const problems: Located[] = []
  const blocks = nodes.flatMap((node) => shellBlocks(node))
  if (blocks.length === 0) {
    problems.push({ text: `task ${number} has no shell block (a \`\`\`bash fence)`, line })
  }
  const reports = nodes.flatMap((node) => reportLines(node))
  const [report, second] = reports
  if (report === undefined) {
    problems.push({ text: `task ${number} has no "**Report:**" line`, line })
  } else if (report.text === '') {
    problems.push({
      text: `the "**Report:**" line of task ${number} asks nothing`,
      line: report.line,
    })
  }
  if (report !== undefined && report.text.length > longestReport) {
    const text = `the "**Report:**" line of task ${number} is longer than ${longestReport} characters`
    problems.push({ text, line: report.line })
  }
  if (second !== undefined) {
    problems.push({ text: `task ${number} has a second "**Report:**" line`, line: second.line })
  }
  if (report === undefined) return { task: null, problems }
  return { task: { number, title, line, blocks, report }, problems }
}

function shellBlocks(top: RootContent): ShellBlock[] {
  return [...walk(top)]
    .filter((node): node is Code => node.type === 'code')
    .filter((node) => shellLabels.has((node.lang ?? '').toLowerCase()))
    .map((node) => ({ source: node.value, line: firstContentLine(node) }))
}

/** A fenced block's text starts below its fence; an indented one has no fence. */
function firstContentLine(node: Code): number {
  const start = lineOf(node)
  const end = node.position?.end.line ?? start
  const written = node.value === '' ? 0 : node.value.split('\n').length
  return end - start + 1 > written ? start + 1 : start
}

function reportLines(top: RootContent): Located[] {
  return [...walk(top)]
    .filter((node): node is Paragraph => node.type === 'paragraph')
    .flatMap((paragraph) => {
      const [first] = paragraph.children
      if (first?.type !== 'strong' || !/^Report\s*:?$/iu.test(plainText(first).trim())) return []
      const text = paragraph.children
        .slice(1)
        .map((child) => plainText(child))
        .join('')
        .replace(/^\s*:/u, '')
      return [{ text: text.replaceAll(/\s+/gu, ' ').trim(), line: lineOf(paragraph) }]
    })
}
