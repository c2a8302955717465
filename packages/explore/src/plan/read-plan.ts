import type { InlineCode, ListItem, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { lineOf, plainText, sectionsOf, tooDeep, walk, type Section } from './markdown-text.js'
import type { Located, PlanReading } from './plan.js'
import { readTasks } from './read-tasks.js'

/** Longest plan that is read, in UTF-16 code units: many times what a person writes. */
const longestPlan = 1_000_000

/** Most tasks, and most entries of any list: many times what a person writes. */
const mostTasks = 200
const mostListed = 1_000
const mostProblems = 50
/** Lists in quotes in lists: levels of Markdown inside each other. */
const deepest = 100

/**
 * Reads a PLAN prompt from Markdown. Unusable is a plan without a list of allowed commands, without
 * tasks, or with a task that cannot be told apart or run; everything else a plan may leave out.
 */
export function readPlan(file: string, markdown: string): PlanReading {
  if (markdown.length > longestPlan) {
    const text = `the plan is longer than ${longestPlan} characters`
    return { kind: 'unusable', problems: [{ text, line: 1 }] }
  }
  const source = markdown.replace(/^\uFEFF/u, '').replaceAll(/\r\n?/gu, '\n')
  const root = fromMarkdown(source)
  const deep = tooDeep(root, deepest)
  if (deep !== null) {
    const text = `nested deeper than ${deepest} levels`
    return { kind: 'unusable', problems: [{ text, line: lineOf(deep) }] }
  }
  const sections = sectionsOf(root)
  const { tasks, problems: taskProblems, used } = readTasks(sections)
  const problems = [...taskProblems]
  const about = sections.filter((section) => !used.has(section))

  const allowedSection = about.find(({ heading }) => /^Allowed commands\b/iu.test(heading))
  const allowed = allowedSection === undefined ? [] : namesIn(allowedSection.content)
  if (allowedSection === undefined) {
    problems.push({ text: 'there is no "Allowed commands" section', line: 1 })
  } else if (allowed.length === 0) {
    const text = 'the "Allowed commands" section lists no command'
    problems.push({ text, line: allowedSection.line })
  }
  if (tasks.length === 0 && taskProblems.length === 0) {
    problems.push({ text: 'there is no task (a heading "### Task N: title")', line: 1 })
  }
  if (tasks.length > mostTasks) {
    problems.push({ text: `there are more than ${mostTasks} tasks`, line: 1 })
  }
  if (problems.length > 0) {
    return {
      kind: 'unusable',
      problems: problems.toSorted((a, b) => a.line - b.line).slice(0, mostProblems),
    }
  }

  const keyFiles = readKeyFiles(about)
  const namedFiles = readNamedFiles(about, keyFiles)
  for (const list of [allowed, keyFiles, namedFiles]) {
    if (list.length <= mostListed) continue
    const text = `a list of more than ${mostListed} names begins here`
    return { kind: 'unusable', problems: [{ text, line: list[0]?.line ?? 1 }] }
  }
  const role = about.find(({ heading }) => /^Role\b/iu.test(heading))
  const forbidden = about.find(({ heading }) => /^Forbidden\b/iu.test(heading))
  const expected = about.find(({ heading }) => /^Expected output\b/iu.test(heading))
  return {
    kind: 'plan',
    plan: {
      file,
      title: about.find(({ depth }) => depth === 1)?.heading ?? null,
      role: role === undefined ? null : sectionText(role),
      allowed,
      forbidden: forbidden === undefined ? [] : itemsIn(forbidden.content),
      keyFiles,
      namedFiles,
      tasks,
      expectedOutput:
        expected === undefined ? null : { text: sectionText(expected), line: expected.line },
    },
  }
}

function sectionText(section: Section): string {
  return section.content.map((node) => plainText(node)).join('\n')
}

function listItems(content: readonly RootContent[]): ListItem[] {
  return content.flatMap((node) =>
    [...walk(node)].filter((inner): inner is ListItem => inner.type === 'listItem'),
  )
}

function itemsIn(content: readonly RootContent[]): Located[] {
  return listItems(content).map((item) => ({ text: plainText(item).trim(), line: lineOf(item) }))
}

function codesIn(node: RootContent): Located[] {
  return [...walk(node)]
    .filter((inner): inner is InlineCode => inner.type === 'inlineCode')
    .map((code) => ({ text: code.value.trim().replaceAll(/\s+/gu, ' '), line: lineOf(code) }))
}

/** Names between backticks; in an item without any, its words between commas. */
function namesIn(content: readonly RootContent[]): Located[] {
  return listItems(content)
    .flatMap((item) => {
      const codes = codesIn(item)
      if (codes.length > 0) return codes
      const line = lineOf(item)
      return plainText(item)
        .split(',')
        .map((text) => ({ text: text.trim(), line }))
    })
    .filter(({ text }) => text !== '')
}

/** The list below a "Key files" heading or paragraph; a file is its item's first code span. */
function readKeyFiles(sections: readonly Section[]): Located[] {
  const lists = sections.flatMap((section) => {
    if (/^Key files\b/iu.test(section.heading)) return section.content
    return section.content.filter((node, index) => {
      const before = section.content[index - 1]
      return (
        node.type === 'list' &&
        before?.type === 'paragraph' &&
        /^Key files\b/iu.test(plainText(before).trim())
      )
    })
  })
  return listItems(lists).flatMap((item) => codesIn(item).slice(0, 1))
}

const looksLikePath = /^[\p{L}\p{N}_.@+-]+(?:\/[\p{L}\p{N}_.@+-]+)+\/?$/u
const notAboutFiles = /^(?:Allowed commands|Forbidden|Environment)\b/iu

function readNamedFiles(sections: readonly Section[], keyFiles: readonly Located[]): Located[] {
  const known = new Set(keyFiles.map(({ text }) => text))
  return sections
    .filter(({ heading }) => !notAboutFiles.test(heading))
    .flatMap(({ content }) => content.flatMap((node) => codesIn(node)))
    .filter(({ text }) => looksLikePath.test(text) && !known.has(text))
}
