import type { CommandEvidence, Exploration, TaskReport } from './exploration.js'
import { printable } from './printable.js'

/** Lines of one command's output that the text report shows; JSON holds more. */
const shownLines = 200

/** The numbered report for a person: tasks in order with evidence, then STOP-THE-LINE. */
export function renderText(exploration: Exploration): string {
  const { title, plan, repository, tasks, issues, notes, tree, wall, time } = exploration
  const unchanged = tree.unchanged
    ? `unchanged: SHA-256 ${tree.before} before and after`
    : tree.after === null
      ? `NOT COMPARED: SHA-256 ${tree.before} before`
      : `CHANGED: SHA-256 ${tree.before} before, ${tree.after} after`
  const memory =
    wall.memoryBytes === null
      ? 'no limit of memory (prlimit is missing)'
      : `at most ${wall.memoryBytes / 2 ** 20} MiB a program`
  const lines = [
    title ?? 'Exploration',
    `plan ${plan}, repository ${repository}`,
    '',
    ...tasks.flatMap((task) => [...taskLines(task), '']),
    issues.length === 0 ? 'STOP-THE-LINE: none' : `STOP-THE-LINE: ${issues.length}`,
    ...issues.map(({ rule, task, line, message }, index) => {
      const where = task === null ? `${plan}:${line}` : `Task ${task}, ${plan}:${line}`
      return `  ${index + 1}. [${rule}] ${where}: ${message}`
    }),
    ...notes.map((note) => `Note: ${note}`),
    '',
    `Tree ${unchanged} (${tree.entries} entries, .git included; ${tree.hashedFiles} files by content, ${tree.statedFiles} by inode and change times)`,
    `Second wall: ${wall.says}; ${memory}`,
    `Time: ${(time.usedMs / 1000).toFixed(1)} s of at most ${(time.mostMs / 1000).toFixed(0)} s`,
  ]
  return `${lines.map((line) => printable(line)).join('\n')}\n`
}

function taskLines({ number, title, asks, commands, answer }: TaskReport): string[] {
  return [
    `Task ${number}: ${title}`,
    `  Report: ${asks}`,
    ...(answer === null
      ? []
      : answer.statements.map(
          ({ text, evidence }) => `  Answer: ${text} [lines ${evidence.join(', ')}]`,
        )),
    ...commands.flatMap((command) => commandLines(command)),
  ]
}

function commandLines(evidence: CommandEvidence): string[] {
  const { command, by, output, errors, linesLeftOut, cut } = evidence
  const hidden = linesLeftOut + Math.max(0, output.length - shownLines)
  return [
    `  $ ${command.replaceAll('\n', '\n    ')}${by === 'agent' ? '   (asked for by the agent)' : ''}`,
    `    ${ending(evidence)}`,
    ...output
      .slice(0, shownLines)
      .map(({ number, text }) => `    ${String(number).padStart(4)} | ${text}`),
    ...(hidden > 0 ? [`    … ${hidden} more lines (--json holds up to 1000)`] : []),
    ...(cut === null ? [] : ['    … cut off here by a limit']),
    ...errors.map((line) => `    error: ${line}`),
  ].flatMap((line) => line.split('\n'))
}

function ending({ outcome, exitCodes, why, output }: CommandEvidence): string {
  if (outcome !== 'ran') return `${outcome === 'tool-missing' ? 'not run' : outcome}: ${why ?? ''}`
  const codes = exitCodes.map((code) => (code === null ? 'ended early' : String(code))).join(', ')
  const none = output.length === 0 ? ', no output' : ''
  return `exit ${codes}${none}`
}
