import { defineConfig } from 'partial-trust'
import { twentyCorridors } from '../../packages/cli/src/console/twenty-corridors.contract.ts'

/** What `serve` runs where the console is measured. */
export default defineConfig({ corridors: [...twentyCorridors] })
