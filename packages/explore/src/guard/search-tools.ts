import { flags, valuesOf, type OptionGrammar } from './options.js'
import { plainTool, type Tool } from './tool.js'

const followsLinks = 'follows links, which may lead out of the repository'

const grepOptions: OptionGrammar = {
  short: {
    ...flags('EFGPivywxclLqsohHnbaIrTZ'),
    ...valuesOf('count', 'ABCm'),
    e: { value: 'text' },
    f: { value: 'file' },
  },
  long: {
    ...flags([
      'basic-regexp',
      'byte-offset',
      'count',
      'extended-regexp',
      'files-with-matches',
      'files-without-match',
      'fixed-strings',
      'ignore-case',
      'initial-tab',
      'invert-match',
      'line-number',
      'line-regexp',
      'no-filename',
      'no-ignore-case',
      'no-messages',
      'null',
      'only-matching',
      'perl-regexp',
      'quiet',
      'recursive',
      'silent',
      'text',
      'with-filename',
      'word-regexp',
    ]),
    ...valuesOf('count', ['after-context', 'before-context', 'context', 'max-count']),
    ...valuesOf('text', ['regexp', 'include', 'exclude', 'exclude-dir']),
    file: { value: 'file' },
    color: { optional: ['never', 'auto'] },
    'binary-files': { value: ['binary', 'text', 'without-match'] },
  },
  bareCount: 'C',
  dangers: {
    '-R': followsLinks,
    '--dereference-recursive': followsLinks,
    '-D': 'can read devices',
    '--devices': 'can read devices',
  },
}

const unpacks = 'starts another program to unpack files'
const runs = 'starts another program'

const rgOptions: OptionGrammar = {
  short: {
    ...flags('nNiSsvwxcloHIFUPuqa0.'),
    ...valuesOf('count', 'ABCmMj'),
    ...valuesOf('text', 'egtTr'),
    f: { value: 'file' },
  },
  long: {
    ...flags([
      'byte-offset',
      'case-sensitive',
      'column',
      'count',
      'count-matches',
      'crlf',
      'files',
      'files-with-matches',
      'files-without-match',
      'fixed-strings',
      'glob-case-insensitive',
      'heading',
      'hidden',
      'ignore-case',
      'include-zero',
      'invert-match',
      'json',
      'line-number',
      'line-regexp',
      'multiline',
      'multiline-dotall',
      'no-config',
      'no-filename',
      'no-heading',
      'no-ignore',
      'no-ignore-vcs',
      'no-line-number',
      'no-messages',
      'no-unicode',
      'null',
      'one-file-system',
      'only-matching',
      'passthru',
      'pcre2',
      'quiet',
      'smart-case',
      'stats',
      'text',
      'trim',
      'type-list',
      'unrestricted',
      'vimgrep',
      'with-filename',
      'word-regexp',
    ]),
    ...valuesOf('count', [
      'after-context',
      'before-context',
      'context',
      'max-columns',
      'max-count',
      'max-depth',
      'maxdepth',
      'threads',
    ]),
    ...valuesOf('text', ['glob', 'iglob', 'regexp', 'replace', 'type', 'type-not']),
    ...valuesOf(['none', 'path', 'modified', 'accessed', 'created'], ['sort', 'sortr']),
    ...valuesOf(['never', 'auto'], ['color']),
    file: { value: 'file' },
  },
  dangers: {
    '--pre': runs,
    '--pre-glob': 'belongs to --pre, which starts another program',
    '--hostname-bin': runs,
    '-z': unpacks,
    '--search-zip': unpacks,
    '-L': followsLinks,
    '--follow': followsLinks,
    '--ignore-file': 'reads a file of rules from anywhere',
  },
}

export const grep: Tool = plainTool('grep', grepOptions, 'pattern-files', {
  always: ['--color=never'],
  walksWith: ['-r', '--recursive'],
})

/** ripgrep searches the tree when nothing is named and nothing is fed. */
export const rg: Tool = plainTool('rg', rgOptions, 'pattern-files-or-here', {
  always: [
    '--no-config',
    '--no-ignore-global',
    // Rules outside the tree, and what a rule file that is a link says of the file it leads to.
    '--no-ignore-parent',
    '--no-ignore-exclude',
    '--no-ignore-messages',
    '--color=never',
  ],
})
