import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { resume } from './stand.ts'
import type { Fault, Stand } from './stand.ts'

/** What befalls processes, whatever the store. */
export const processFaults: readonly Fault<Stand>[] = [
  { name: 'nothing', befall: () => {} },
  { name: 'a process stands still', befall: (stand, _killer, random) => still(stand, random, 1) },
  { name: 'all stand still', befall: (stand, _killer, random) => still(stand, random, 2) },
  {
    name: 'a process is killed with -9',
    befall({ processes }, _killer, random) {
      const at = Math.floor(random() * processes.length)
      const dead = processes[at]?.pid ?? 0
      processes[at]?.signal('SIGKILL')
      return { mend: () => {}, hinders: [dead] }
    },
  },
  {
    name: 'a process is killed and another starts in its place',
    befall(stand, _killer, random) {
      const at = Math.floor(random() * stand.processes.length)
      const dead = stand.processes[at]?.pid ?? 0
      stand.replace(at)
      return { mend: () => {}, hinders: [dead, stand.processes[at]?.pid ?? 0] }
    },
  },
  {
    name: 'the killer stands still in the middle',
    befall(_stand, killer) {
      const pid = killer()
      send(pid, 'SIGSTOP')
      return { mend: () => send(pid, 'SIGCONT') }
    },
  },
  {
    name: 'the killer is killed in the middle',
    befall: (_stand, killer) => send(killer(), 'SIGKILL'),
  },
  {
    name: 'somebody else kills and resumes at once',
    async befall(stand) {
      await resume(stand)
    },
  },
]

async function still({ processes }: Stand, random: () => number, times: number) {
  const from = Math.floor(random() * processes.length)
  const chosen = Array.from(
    { length: times },
    (_, at) => processes[(from + at) % processes.length],
  ).filter((one) => one !== undefined)
  for (const one of chosen) one.signal('SIGSTOP')
  await sleep(1)
  return {
    mend: () => chosen.forEach((one) => one.signal('SIGCONT')),
    hinders: chosen.map(({ pid }) => pid),
  }
}

function send(pid: number, name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  try {
    if (pid > 0) process.kill(pid, name)
  } catch {
    // it has ended: nothing befell it
  }
}
