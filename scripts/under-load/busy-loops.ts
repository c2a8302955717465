import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import process from 'node:process'

/** Processes that do nothing but keep the machine busy. */
export class BusyLoops {
  readonly #children: ChildProcess[] = []

  add(count: number): void {
    for (let added = 0; added < count; added += 1) {
      const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
      child.unref() // or this process would wait for them, and they for it
      this.#children.push(child)
    }
  }

  end(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}
