import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Whether a process's own processor time can be read here and processes can be kept to one core. */
export function canMeasureProcessorTime(): boolean {
  return (
    availableParallelism() > 1 &&
    spawnSync('taskset', ['--version']).status === 0 &&
    processorTimeNs(process.pid) > 0
  )
}

/** Keeps a process, all its threads and those to come on one core. */
export function keepOn(core: number, pid: number): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)])
  if (status !== 0) throw new Error(`taskset: ${String(stderr)}`)
}

/** User and system time of a process in ns, all its threads together, as the kernel counts it. */
export function processorTimeNs(pid: number): number {
  const threads = `/proc/${pid}/task`
  return readdirSync(threads)
    .map((thread) => Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ', 1)))
    .reduce((sum, ns) => sum + ns, 0)
}

/** The same of a process and all that it started, and those in turn. */
export function treeTimeNs(pid: number): number {
  const threads = `/proc/${pid}/task`
  const children = readdirSync(threads)
    .map((thread) => readFileSync(`${threads}/${thread}/children`, 'utf8').trim())
    .flatMap((list) => (list === '' ? [] : list.split(' ').map(Number)))
  return children.reduce((sum, child) => sum + treeTimeNs(child), processorTimeNs(pid))
}
