import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-nothing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const record = recordLine()
const bin = await installedProgram()

const logCommands = [
  ['gate', '--stage', 'canary'],
  ['replay', '--stage', 'canary'],
  ['calibrate'],
  ['verify-log'],
  ['evidence-bundle', '--stage', 'canary', '-o', join(folder, 'out', 'bundle.json')],
] as const

const logs: readonly (readonly [string, () => string, RegExp])[] = [
  [
    'is not there',
    () => join(folder, 'typo.jsonl'),
    /there is no risk log .*typo\.jsonl: .* (holds|is empty)/u,
  ],
  ['is in no folder', () => join(folder, 'no', 'risk.jsonl'), /the folder .*no does not exist/u],
  ['is a folder', () => written('risk.d', null), /is a directory/u],
  [
    'is empty',
    () => written('empty.jsonl', ''),
    /holds no risk record: it is empty|NOTHING TO CHECK/u,
  ],
  ['is binary', () => written('random.bin', Buffer.alloc(200)), /holds binary data/u],
  [
    'is text of something else',
    () => written('notes.txt', 'hello\nworld\n'),
    /none of its 2 lines is a JSON object|\[json\]/u,
  ],
]

const cases = logCommands.flatMap((command) =>
  logs.map(([what, make, said]) => [command[0], what, command, make, said] as const),
)

function untimed(text: string): string {
  return text.replace(/"decided_at": "[^"]*"/gu, '')
}

function written(name: string, content: string | Uint8Array | null): string {
  const path = join(folder, name)
  if (content === null) mkdirSync(path, { recursive: true })
  else writeFileSync(path, content)
  return path
}

describe('a log in which there is nothing', () => {
  it.each(cases)(
    '%s says what it found where the log %s, and exits 1',
    async (_, __, command, make, said) => {
      const { stdout, stderr, exitCode } = await runCommand([...command, '--risk-log', make()], {
        cwd: folder,
      })
      expect(exitCode).toBe(1)
      expect(`${stderr}${stdout}`).toMatch(said)
      expect(stderr).not.toMatch(/please report|\n {4}at /u)
      expect(stdout).not.toMatch(/PASS:|GO|INSUFFICIENT/u)
    },
  )

  it.each([['gate'], ['replay'], ['evidence-bundle'], ['calibrate']])(
    '%s lists the corridors of the log when asked for another',
    async (name) => {
      const path = written('c.jsonl', record)
      const command = logCommands.find(([first]) => first === name) ?? [name]
      const asked = [...command, '--risk-log', path, '--corridor', 'refunds']
      const { stderr, exitCode } = await runCommand(asked, { cwd: folder })
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(
        /no record of the corridor refunds; it holds add_shopping_item \(1 record\)/u,
      )
    },
  )

  it.each([['evidence'], ['decide'], ['gate --stage canary --risk-log -']])(
    'is said in one sentence by %s < folder',
    (command) => {
      const script = `"$0" "$1" ${command} < "$2"`
      const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, bin, folder], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(status).toBe(1)
      expect(stderr).toMatch(/^partial-trust: standard input is a folder: .*$/mu)
      expect(stderr).not.toMatch(/\n {4}at /u)
    },
  )
})

describe('a log through standard input', () => {
  it.each(
    logCommands
      .filter(([name]) => name !== 'evidence-bundle')
      .map((command) => [command[0], command] as const),
  )('is read by %s, packed or not', async (_, command) => {
    const args = [...command, '--risk-log', '-', '--json']
    const plain = await runCommand(args, { stdin: record, cwd: folder })
    const packed = await runCommand(args, { stdin: gzipSync(record), cwd: folder })
    expect(plain.stderr).toBe('')
    expect(untimed(packed.stdout)).toBe(untimed(plain.stdout))
    expect(plain.stdout).not.toBe('')
  })
})

function recordLine(): string {
  return `${JSON.stringify({
    timestamp: '2026-03-05T12:00:00.000Z',
    trace_id: 't',
    command_id: 'c',
    corridor_intent: 'add_shopping_item',
    sample_rate: 0.01,
    sampled: true,
    status: 'accepted_llm',
    reason_code: 'accepted',
    latency_ms: 80,
    model_meta: null,
    llm_summary: { confidence: 0.9 },
    diff_summary: { intent_mismatch: false, entity_key_mismatch: false },
    schema: 1,
    epoch: 'e',
    stage: 'canary',
    mode: 'live',
    deadline_ms: 200,
    instance: 'i',
  })}\n`
}
