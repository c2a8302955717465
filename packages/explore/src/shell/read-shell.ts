import { parse, type Command, type CommandNode, type PipelineNode, type Statement } from 'unbash'
import { messageOf } from '@partial-trust/settings'
import { refuse, type Refused } from '../guard/refusal.js'
import { readRedirects } from './read-redirects.js'
import { readWord } from './read-word.js'
import type { ShellCommand, ShellStatement, ShellStep, ShellWord } from './shell.js'

const longestBlock = 8_192
/** Pipelines of one block, and commands of one pipeline: far more than a person writes. */
const mostSteps = 100
const mostCommands = 16

/**
 * Reads a shell block into pipelines of plain commands. What comes out is never given to a shell:
 * a block that this reader and a real shell understood differently could still run nothing but the
 * guarded tools.
 */
export function readShell(source: string): ShellStatement[] {
  const whole = (refused: Refused): ShellStatement[] => [
    { kind: 'refused-statement', refused, source, line: 0 },
  ]
  if (source.length > longestBlock) {
    return whole(refuse('too-much', `the block is longer than ${longestBlock} characters`))
  }
  const odd = oddCharacter(source)
  if (odd !== null) return whole(odd)
  try {
    const statements = readStatements(source)
    return 'code' in statements ? whole(statements) : statements
  } catch (error) {
    const reason = messageOf(error)
    return whole(refuse('syntax', `the block cannot be read as shell: ${reason}`))
  }
}

function readStatements(source: string): ShellStatement[] | Refused {
  const script = parse(source)
  const [error] = script.errors ?? []
  if (error !== undefined) return refuse('syntax', `not valid shell: ${error.message}`)
  const statements = script.commands.map((statement): ShellStatement => {
    const text = source.slice(statement.pos, statement.end)
    const line = source.slice(0, statement.pos).split('\n').length - 1
    const steps = readStatement(statement, source)
    return 'code' in steps
      ? { kind: 'refused-statement', refused: steps, source: text, line }
      : { kind: 'statement', steps, source: text, line }
  })
  const count = statements.reduce(
    (sum, statement) => sum + (statement.kind === 'statement' ? statement.steps.length : 1),
    0,
  )
  if (count <= mostSteps) return statements
  return refuse('too-much', `the block holds ${count} commands, more than ${mostSteps}: split it`)
}

/** Characters that a reader of the plan does not see, or takes for others. */
function oddCharacter(source: string): Refused | null {
  const found = /(?![\t\n])\p{C}|(?! )\p{Z}/u.exec(source)
  if (found === null) return null
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return refuse(
    'character',
    `the block holds U+${code}, a control, invisible or unusual space character that people do not see`,
  )
}

function readStatement(statement: Statement, source: string): ShellStep[] | Refused {
  if (statement.background === true) {
    return refuse('background', '"&" would leave a command running in the background')
  }
  const { command } = statement
  if (command.type !== 'AndOr') {
    const step = readStep(command, 'always', source)
    return 'code' in step ? step : [step]
  }
  const steps: ShellStep[] = []
  for (const [index, node] of command.commands.entries()) {
    const operator = index === 0 ? undefined : command.operators[index - 1]
    const when =
      operator === undefined ? 'always' : operator === '&&' ? 'after-success' : 'after-failure'
    const step = readStep(node, when, source)
    if ('code' in step) return step
    steps.push(step)
  }
  return steps
}

function readStep(
  node: PipelineNode,
  when: ShellStep['when'],
  source: string,
): ShellStep | Refused {
  const text = source.slice(node.pos, node.end)
  if (node.type !== 'Pipeline') {
    const command = readCommand(node, source)
    return 'code' in command ? command : { when, pipeline: [command], source: text }
  }
  if (node.prefixes.length > 0) {
    return refuse('compound', `"${text}": "!" and "time" are not read here`)
  }
  if (node.operators.some((operator) => operator !== '|')) {
    return refuse('redirect', `"${text}": write "2>&1 |" instead of "|&"`)
  }
  if (node.commands.length > mostCommands) {
    return refuse('too-much', `a pipeline of more than ${mostCommands} commands`)
  }
  const pipeline: ShellCommand[] = []
  for (const part of node.commands) {
    const command = readCommand(part, source)
    if ('code' in command) return command
    pipeline.push(command)
  }
  return { when, pipeline, source: text }
}

function readCommand(node: CommandNode, source: string): ShellCommand | Refused {
  const text = source.slice(node.pos, node.end)
  if (node.type !== 'Command') return refuseCompound(node, text)
  const assignment = [...node.prefix, ...node.suffix].find(({ type }) => type === 'Assignment')
  if (assignment !== undefined) {
    const written = source.slice(assignment.pos, assignment.end)
    return refuse('assignment', `"${written}" would set a variable`)
  }
  const words = readWords(node)
  if ('code' in words) return words
  if (words.length === 0) return refuse('syntax', `"${text}" names no command`)
  const outputs = readRedirects(node.redirects)
  if ('code' in outputs) return outputs
  return { words, ...outputs, source: text }
}

function readWords(node: Command): ShellWord[] | Refused {
  const words: ShellWord[] = []
  for (const part of node.name === undefined ? node.args : [node.name, ...node.args]) {
    if (part.type === 'Assignment')
      return refuse('assignment', `"${part.text}" would set a variable`)
    const word = readWord(part)
    if ('code' in word) return word
    words.push(word)
  }
  return words
}

function refuseCompound(node: Exclude<CommandNode, Command>, text: string): Refused {
  if (node.type === 'Function') return refuse('compound', `"${text}" would define a function`)
  if (node.type === 'Coproc') return refuse('background', `"${text}" would run beside the others`)
  return refuse('compound', `"${text}": groups, subshells, loops and conditions are not read here`)
}
