import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { expect, it } from 'vitest'
import { hasProgram } from '../packages/explore/src/hostile-repository-fixture.contract.ts'
import { runTarget } from './run-target.ts'
import { craftedTree } from './targets/crafted-tree.ts'

// `npm run fuzz -- trees` asks for more of them, and where to write what came of them.
const { FUZZ_TREES: most = '10', FUZZ_SEED: seed = '1', FUZZ_TOLD: told } = process.env

it.skipIf(!hasProgram('git'))(
  'a tree changed in any way has nothing outside printed or changed, and is answered',
  { timeout: 3_600_000 },
  async () => {
    const run = await runTarget(craftedTree, 'trees', Number(most), Number(seed))
    const { inputs, outcomes, broken } = run
    if (told !== undefined) {
      const found = broken === null ? [] : [`${broken.problem}: ${broken.input}`]
      const kept = { inputs, outcomes: Object.fromEntries(outcomes), broken: found }
      writeFileSync(told, JSON.stringify(kept))
    }
    expect(broken).toBeNull()
    expect(outcomes.size).toBeGreaterThan(0)
  },
)
