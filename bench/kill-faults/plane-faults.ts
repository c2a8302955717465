import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lineFaults } from './line-faults.ts'
import type { PlaneStand } from './plane-stand.ts'
import { sqliteFaults } from './sqlite-faults.ts'
import type { Fault } from './stand.ts'

/** What befalls a control plane, its store, a relay and the ways between them. */
export const planeFaults: readonly Fault<PlaneStand>[] = [
  ...lineFaults,
  {
    name: 'the plane stands still',
    befall({ plane }) {
      plane.signal('SIGSTOP')
      return { mend: () => plane.signal('SIGCONT'), hinders: 'all' }
    },
  },
  {
    name: 'the plane is killed with -9 and comes back',
    async befall({ plane }) {
      const server = await plane.crash()
      return { mend: () => server.restart(), hinders: 'all' }
    },
  },
  {
    name: 'the relay stands still',
    befall({ relay, processes }) {
      relay.kill('SIGSTOP')
      return {
        mend: () => void relay.kill('SIGCONT'),
        hinders: [processes.at(-1)?.pid ?? 0],
      }
    },
  },
  {
    name: 'the relay is killed with -9',
    ruins: true,
    befall({ relay, processes }) {
      relay.kill('SIGKILL')
      return { mend: () => {}, hinders: [processes.at(-1)?.pid ?? 0] }
    },
  },
  {
    name: 'the plane’s tokens are gone',
    ruins: true,
    befall({ path }) {
      writeFileSync(join(dirname(path), 'tokens.json'), '{')
      return { mend: () => {}, hinders: 'all' }
    },
  },
  ...sqliteFaults,
]
