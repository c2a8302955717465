// `npm run docs:walk`: does what docs/your-first-rollout.md says, block by block, in an empty folder
// with packed packages. Fails when a block fails, an output is not what the page says it is, or no
// gate said GO.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { bashOf, outputsOf } from './docs-walk/bash-of.ts'
import { problemsOf } from './docs-walk/problems-of.ts'
import { stepsOf } from './docs-walk/steps.ts'
import { pack } from './pack/pack.ts'
import { root } from './pack/published.ts'

/** Settings of ours, and what `npm run` says of itself: neither is a reader's. */
const ours = /^(?:PARTIAL_TRUST_|LLM_|npm_(?:lifecycle|package|config_local_prefix|command))/

const page = 'docs/your-first-rollout.md'
const steps = stepsOf(readFileSync(join(root, page), 'utf8'))
const home = mkdtempSync(join(tmpdir(), 'docs-walk-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))

const packed = join(home, 'packed')
const empty = join(home, 'empty')
mkdirSync(packed)
mkdirSync(empty)
process.stdout.write('docs:walk: packs what would be published\n')
const packages = new Map(
  pack(packed).map(({ name, filename }) => [name, join(packed, filename)] as const),
)

const walked = await bash(bashOf(steps, packages))
const problems = problemsOf(steps, outputsOf(walked.output), walked.exitCode)
for (const problem of problems) process.stderr.write(`${page}:${problem}\n`)
process.stdout.write(
  `docs:walk: ${steps.length} blocks of ${page} from an empty folder, ${problems.length} problems\n`,
)
process.exitCode = problems.length > 0 ? 1 : 0

/** A shell as a reader has it, with the Node that the workspace pins. */
function bash(
  script: string,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const { PATH = '', ...others } = process.env
  const kept = Object.entries(others).filter(([name]) => !ours.test(name))
  const child = spawn('bash', ['-s'], {
    cwd: empty,
    env: {
      ...Object.fromEntries(kept),
      PATH: [dirname(process.execPath), PATH].join(delimiter),
      NO_COLOR: '1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text.replaceAll('\u001E', `${page}:`))
  })
  child.stdin.end(script)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
