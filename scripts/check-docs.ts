// Fails where the documents say something that is not so: dead links, commands and options that do
// not exist, decisions missing from the index.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { helpText } from './docs/help-text.ts'
import { anchorsOf, linksOf, shellLines, testsCited } from './docs/markdown.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const problems: string[] = []
const pages = globSync(
  ['*.md', 'docs/**/*.md', 'contracts/**/*.md', 'data/*.md', '{packages,examples}/*/*.md'],
  { cwd: root },
).toSorted()

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function checkLinks(page: string): void {
  for (const { target, line } of linksOf(read(page))) {
    if (/^[a-z][a-z+.-]*:/.test(target)) continue // another site: not ours to ask on every run
    const [file = '', anchor] = target.split('#')
    const path = file === '' ? page : relative(root, join(root, dirname(page), decodeURI(file)))
    if (!existsSync(join(root, path))) {
      problems.push(`${page}:${line}: no such file: ${target}`)
    } else if (anchor !== undefined && path.endsWith('.md') && !anchorsOf(read(path)).has(anchor)) {
      problems.push(`${page}:${line}: no such heading: ${target}`)
    }
  }
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

async function checkCommands(page: string): Promise<void> {
  for (const { text, line } of shellLines(read(page))) {
    for (const part of text.split(/&&|\|\||[|;&]/)) {
      const words = part.trim().split(/\s+/)
      while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift()
      if (words[0] === 'npx') words.shift()
      if (words[0] === 'npm' && words[1] === 'run') {
        const name = words.find((word, index) => index > 1 && !word.startsWith('-')) ?? ''
        if (!(name in scripts)) problems.push(`${page}:${line}: no such npm script: ${name}`)
      } else if (words[0] === 'partial-trust' || words[0] === 'pt') {
        const problem = await problemOf(words.slice(1))
        if (problem !== null) problems.push(`${page}:${line}: ${part.trim()}: ${problem}`)
      }
    }
  }
}

/** What the program's own help does not know of a command line; null when it knows all of it. */
async function problemOf(words: readonly string[]): Promise<string | null> {
  const path: string[] = []
  for (const word of words) {
    if (!/^[a-z][a-z-]*$/.test(word)) break
    if (!(await helpText([...path, word], root)).startsWith(usage([...path, word]))) break
    path.push(word)
  }
  if (path.length === 0 && words[0] !== undefined && !words[0].startsWith('-')) {
    return `no such command: ${words[0]}`
  }
  const text = await helpText(path, root)
  const flags = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.split('=')[0] ?? '')
  const unknown = flags.find((flag) => !text.includes(flag))
  return unknown === undefined ? null : `no such option: ${unknown}`
}

function usage(path: readonly string[]): string {
  return `Usage: ${['partial-trust', ...path].join(' ')} `
}

/** Tests that a page cites, as `path.test.ts`: title. They must be there and say so. */
function checkTests(page: string): void {
  for (const { file, title } of testsCited(read(page))) {
    if (!existsSync(join(root, file))) problems.push(`${page}: no such test file: ${file}`)
    else if (!read(file).includes(title)) problems.push(`${page}: ${file} has no test: ${title}`)
  }
}

function checkDecisions(): void {
  const folder = 'docs/adr'
  const indexed = new Set(linksOf(read(`${folder}/README.md`)).map(({ target }) => target))
  for (const file of globSync('*.md', { cwd: join(root, folder) })) {
    if (file !== 'README.md' && !indexed.has(file)) {
      problems.push(`${folder}/README.md: ${file} is missing from the index`)
    }
  }
}

for (const page of pages) {
  if (!statSync(join(root, page)).isFile()) continue
  checkLinks(page)
  await checkCommands(page)
  checkTests(page)
}
checkDecisions()
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`docs: ${pages.length} pages checked, ${problems.length} problems\n`)
process.exitCode = problems.length > 0 ? 1 : 0
