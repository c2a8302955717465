import { flags, valuesOf, type OptionGrammar } from './options.js'
import { plainTool, type Tool } from './tool.js'

const catOptions: OptionGrammar = {
  short: flags('AbeEnstTuv'),
  long: flags([
    'number',
    'number-nonblank',
    'show-all',
    'show-ends',
    'show-nonprinting',
    'show-tabs',
    'squeeze-blank',
  ]),
  dangers: {},
}

const headOptions: OptionGrammar = {
  short: { ...flags('qv'), ...valuesOf('signed-count', 'nc') },
  long: {
    ...flags(['quiet', 'silent', 'verbose']),
    ...valuesOf('signed-count', ['lines', 'bytes']),
  },
  bareCount: 'n',
  dangers: {},
}

const follows = 'waits for more for ever'
const tailOptions: OptionGrammar = {
  ...headOptions,
  dangers: {
    '-f': follows,
    '-F': follows,
    '--follow': follows,
    '--retry': follows,
    '--pid': 'watches another process',
  },
}

const followsLinks = 'follows links, which may lead out of the repository'
const lsOptions: OptionGrammar = {
  short: flags('1aAbBCdFgGhiklmnopqQrRsStUvxX'),
  long: {
    ...flags([
      'all',
      'almost-all',
      'classify',
      'directory',
      'file-type',
      'full-time',
      'group-directories-first',
      'human-readable',
      'inode',
      'no-group',
      'numeric-uid-gid',
      'recursive',
      'reverse',
      'size',
    ]),
    color: { optional: ['never', 'auto'] },
    ...valuesOf(['full-iso', 'long-iso', 'iso', 'locale'], ['time-style']),
    ...valuesOf(['none', 'size', 'time', 'version', 'extension'], ['sort']),
  },
  dangers: {
    '-L': followsLinks,
    '-H': followsLinks,
    '--dereference': followsLinks,
    '--dereference-command-line': followsLinks,
  },
}

/** The tools that take options and files and nothing else. */
export const cat: Tool = plainTool('cat', catOptions, 'files')
export const head: Tool = plainTool('head', headOptions, 'files')
export const tail: Tool = plainTool('tail', tailOptions, 'files')
export const ls: Tool = plainTool('ls', lsOptions, 'files-or-here')
