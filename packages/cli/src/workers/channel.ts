import { messageOf } from '@partial-trust/settings'
/** What one end of a channel can be asked, by name. Both ends are the same version of one program. */
export type Calls = Readonly<Record<string, (given: never) => unknown>>

/** Carries messages to the other process, whole and in order. */
export type Line = {
  /** May throw where the other process is gone. */
  send(message: object): void
  onMessage(listener: (message: Message) => void): void
}

/** As it arrives: the other end is believed. */
export type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly given: never }
  | { readonly kind: 'answer'; readonly id: number; readonly value: never }
  | { readonly kind: 'refusal'; readonly id: number; readonly problem: string }

export type Ask<Theirs extends Calls> = <Name extends keyof Theirs & string>(
  name: Name,
  ...given: Parameters<Theirs[Name]>
) => Promise<Awaited<ReturnType<Theirs[Name]>>>

export type Channel<Theirs extends Calls> = {
  /** Rejects with what the other end threw, after 30 s without an answer, and when it is gone. */
  readonly ask: Ask<Theirs>
  /** The other process is gone: nothing that was asked will be answered. */
  close(): void
}

const patienceMs = 30_000

type Waiting = { readonly settle: (value: never) => void; readonly refuse: (error: Error) => void }

/** Questions and answers between two processes of one program, both ways. */
export function openChannel<Theirs extends Calls>(line: Line, ours: Calls): Channel<Theirs> {
  const waiting = new Map<number, Waiting>()
  let asked = 0

  line.onMessage((message) => {
    if (message.kind === 'ask') return void answer(message.id, message.name, message.given)
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'answer') one?.settle(message.value)
    else one?.refuse(new Error(message.problem))
  })

  async function answer(id: number, name: string, given: never): Promise<void> {
    try {
      const work = Object.hasOwn(ours, name) ? ours[name] : undefined
      if (work === undefined) throw new Error(`nobody answers ${name}`)
      const value = await work(given)
      line.send({ kind: 'answer', id, value })
    } catch (error) {
      const problem = messageOf(error)
      quietly(() => line.send({ kind: 'refusal', id, problem }))
    }
  }

  function refuseAll(problem: string): void {
    for (const { refuse } of waiting.values()) refuse(new Error(problem))
    waiting.clear()
  }

  return {
    ask(name, ...[given]) {
      const id = ++asked
      return new Promise((settle, reject) => {
        // Keeps the process until it is answered: the channel itself does not.
        const timer = setTimeout(() => refuse(new Error(`${name} was not answered`)), patienceMs)
        function refuse(error: Error): void {
          clearTimeout(timer)
          waiting.delete(id)
          reject(error)
        }
        waiting.set(id, {
          settle(value) {
            clearTimeout(timer)
            settle(value)
          },
          refuse,
        })
        try {
          line.send({ kind: 'ask', id, name, given })
        } catch (error) {
          refuse(error instanceof Error ? error : new Error(String(error)))
        }
      })
    },
    close: () => refuseAll('the other process is gone'),
  }
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // whoever asked is gone
  }
}
