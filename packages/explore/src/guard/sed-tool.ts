import { flags, hasOption, readOptions, type OptionGrammar } from './options.js'
import { refuse } from './refusal.js'
import { checkSedScript } from './sed-script.js'
import { checkFiles, refuseInput, type Tool } from './tool.js'

const changes = 'changes files'
const sedOptions: OptionGrammar = {
  short: { ...flags('nEr'), e: { value: 'text' } },
  long: {
    ...flags(['quiet', 'silent', 'regexp-extended', 'sandbox']),
    expression: { value: 'text' },
  },
  dangers: {
    '-i': changes,
    '--in-place': changes,
    '-s': 'is only of use together with -i',
    '--separate': 'is only of use together with -i',
    '-f': 'reads its script from a file',
    '--file': 'reads its script from a file',
  },
}

/** `sed -n` with a script that can only print; sed's own sandbox is switched on as well. */
export const sed: Tool = {
  name: 'sed',
  check(args, place) {
    const read = readOptions('sed', args, sedOptions)
    if (read.kind === 'refused') return read
    const { options, operands } = read
    if (!hasOption(options, '-n', '--quiet', '--silent')) {
      return refuse('unknown-option', 'sed runs only with -n, as a way to print lines')
    }
    const scripts = options.flatMap(({ name, value }) =>
      (name === '-e' || name === '--expression') && value !== null ? [value] : [],
    )
    const files = scripts.length > 0 ? operands : operands.slice(1)
    if (scripts.length === 0) {
      const [script] = operands
      if (script === undefined) return refuse('bad-value', 'sed -n lacks its script')
      scripts.push(script)
    }
    for (const script of scripts) {
      const bad = checkSedScript(script)
      if (bad !== null) return bad
    }
    const bad = checkFiles('sed', place, files)
    if (bad !== null) return bad
    if (files.length === 0 && !place.fed) return refuseInput('sed')
    const extended = hasOption(options, '-E', '-r', '--regexp-extended') ? ['-E'] : []
    const expressions = scripts.flatMap((script) => ['-e', script])
    return {
      kind: 'run',
      entry: 'sed -n',
      program: 'sed',
      args: ['--sandbox', '-n', ...extended, ...expressions, '--', ...files],
    }
  },
}
