import type { HashName } from './git-index.js'

/** Said in full, so that no default of another version of git brings back what was left out. */
const fixedSettings: readonly string[] = [
  '[core]',
  '\tbare = false',
  // Graphs and indexes over several packs could tell another story than the objects.
  '\tcommitGraph = false',
  '\tmultiPackIndex = false',
  '\tfsmonitor = false',
  '\tuntrackedCache = false',
  '\tsplitIndex = false',
  '\tsparseCheckout = false',
  '\thooksPath = /dev/null',
  '\tattributesFile = /dev/null',
  '\texcludesFile = /dev/null',
  '\tquotePath = true',
  '\tpager = cat',
  // An object can be a thousand times its size in the store; beyond this it is told apart as a whole.
  '\tbigFileThreshold = 32m',
  '\tpackedGitWindowSize = 32m',
  '\tpackedGitLimit = 256m',
  '[diff]',
  '\tignoreSubmodules = all',
  '[status]',
  '\tsubmoduleSummary = false',
  '[submodule]',
  '\trecurse = false',
  '[protocol]',
  '\tallow = never',
]

/** The whole configuration of the copy: our own settings and the few kept ones. */
export function shadowConfig(hash: HashName, kept: ReadonlyMap<string, string>): string {
  const format =
    hash === 'sha1'
      ? ['[core]', '\trepositoryformatversion = 0']
      : ['[core]', '\trepositoryformatversion = 1', '[extensions]', `\tobjectFormat = ${hash}`]
  const lines = [...kept].flatMap(([name, value]) => {
    const [section = '', key = ''] = name.split('.')
    return [`[${section}]`, `\t${key} = ${value}`]
  })
  return [...format, ...lines, ...fixedSettings, ''].join('\n')
}

export function shadowEnvironment(shadow: string, root: string): Record<string, string> {
  return {
    GIT_DIR: shadow,
    GIT_WORK_TREE: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // No protocol may be used, so a missing object cannot be fetched from anywhere.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_PAGER: 'cat',
  }
}
