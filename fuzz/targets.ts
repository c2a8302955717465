import type { Target } from './target.ts'
import { countsOnDisk } from './targets/counts-on-disk.ts'
import { gitIndex, gitRefs } from './targets/git.ts'
import { logScanner } from './targets/log-scanner.ts'
import { markdownPlan } from './targets/markdown.ts'
import { namePatterns } from './targets/pattern.ts'
import { planFile, planJson } from './targets/plan.ts'
import { policyFile } from './targets/policy.ts'
import { shellBlock } from './targets/shell.ts'
import { storeRows } from './targets/store.ts'
import { wireReaders } from './targets/wire.ts'

/** Whatever reads what others wrote, by the name it is asked for and told of under. */
export const targets: Readonly<Record<string, Target>> = {
  'log-scanner': logScanner,
  wire: wireReaders,
  plan: planFile,
  'plan-json': planJson,
  policy: policyFile,
  markdown: markdownPlan,
  shell: shellBlock,
  pattern: namePatterns,
  'git-index': gitIndex,
  'git-refs': gitRefs,
  store: storeRows,
  counts: countsOnDisk,
}
