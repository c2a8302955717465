// The second half of `npm run docs:check`: runs the shell blocks of the documents where they can run,
// reads their JSON and YAML, and wants a reason for every block that neither is possible for.
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { fenceKind } from './docs/fence-kind.ts'
import { fencesOf } from './docs/markdown.ts'
import type { Block } from './docs/markdown.ts'
import { openRehearsal } from './docs/rehearsal.ts'
import { commandsOf, plainEnv, runFence } from './docs/run-fence.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'fences-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))
const folder = join(home, 'rehearsal')
const pages = globSync(
  ['*.md', 'docs/**/*.md', 'contracts/*.md', '{packages,examples}/*/README.md'],
  { cwd: root },
).toSorted()
const problems: string[] = []
const counts = { run: 0, read: 0, elsewhere: 0, 'not-run': 0, unknown: 0 }

/** `npx partial-trust` and `partial-trust` without npm between them: it takes longer than they do. */
function commandsIn(bin: string): void {
  const program = `exec "${process.execPath}" "${join(root, 'packages/cli/bin/partial-trust.js')}" "$@"\n`
  mkdirSync(bin)
  for (const [name, before] of [
    ['npx', 'shift\n'],
    ['partial-trust', ''],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${before}${program}`)
    chmodSync(join(bin, name), 0o755)
  }
}

async function check(page: string, block: Block): Promise<void> {
  const kind = fenceKind(page, block)
  counts[kind.kind] += 1
  const at = `${page}:${block.line}`
  if (kind.kind === 'unknown') {
    problems.push(`${at}: is it run? If it cannot be, say why: \`\`\`sh not-run="…"`)
  } else if (kind.kind === 'read') {
    const problem = readingProblem(kind.as, block.lines.join('\n'))
    if (problem !== null) problems.push(`${at}: ${problem}`)
  } else if (kind.kind === 'run') {
    const elsewhere = {
      PARTIAL_TRUST_STATE: 'none',
      PARTIAL_TRUST_RISK_LOG_PATH: join(home, 'risk.jsonl'),
    }
    const text = commandsOf(block.language, block.lines)
    const given = block.notes.get('ends')
    const ends = (given ?? '0').split(' ').map(Number)
    // Where a line may end otherwise than well, the next does not depend on it.
    for (const part of given === undefined ? [text] : text.split('\n')) {
      const { exitCode, output } = await runFence(part, {
        cwd: kind.where === 'repository' ? root : folder,
        env: {
          ...plainEnv(join(home, 'bin'), home),
          ...(kind.where === 'repository' ? elsewhere : {}),
        },
      })
      if (!ends.includes(exitCode ?? -1)) {
        problems.push(`${at}: ended with ${exitCode}, not ${ends.join(' or ')}:\n${output}`)
      }
    }
  }
}

async function checkAll(): Promise<void> {
  for (const { page, block } of waiting) await check(page, block)
}

function readingProblem(as: 'json' | 'yaml', text: string): string | null {
  try {
    if (as === 'json') JSON.parse(text)
    else {
      const [error] = parseAllDocuments(text).flatMap(({ errors }) => errors)
      if (error !== undefined) return `is no YAML: ${error.message}`
    }
    return null
  } catch (error) {
    return `is no ${as}: ${error instanceof Error ? error.message : String(error)}`
  }
}

commandsIn(join(home, 'bin'))
const rehearsal = await openRehearsal(folder, root)
const blocks = pages.flatMap((page) =>
  fencesOf(readFileSync(join(root, page), 'utf8')).map((block) => ({ page, block })),
)
const waiting = blocks.values()
// No block needs what another left behind: a process for each of two processors.
await Promise.all([checkAll(), checkAll()])
await rehearsal.close()
for (const problem of problems.toSorted()) process.stderr.write(`${problem}\n`)
process.stdout.write(
  `docs: blocks: ${counts.run} run here, ${counts.read} read, ${counts.elsewhere} held by other checks, ${counts['not-run']} not run and why, ${problems.length} problems\n`,
)
process.exitCode = problems.length > 0 ? 1 : 0
