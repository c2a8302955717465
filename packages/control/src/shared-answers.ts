/** Kept at once; which is let go of first is of no matter, it is asked for again. */
const mostKept = 64

/**
 * Answers asked for once for all who ask the same while a mark stands, e.g. the end of the audit chain.
 * With another mark everything is asked anew: what was true of one state is never told of another.
 */
export class SharedAnswers<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>()
  #mark: string | undefined

  ask(mark: string, name: string, question: () => Promise<Answer>): Promise<Answer> {
    if (mark !== this.#mark) this.#answers.clear()
    this.#mark = mark
    const known = this.#answers.get(name)
    if (known !== undefined) return known
    const asked = question()
    this.#keep(name, asked)
    asked.catch(() => {
      // The next who asks may have more luck.
      if (this.#answers.get(name) === asked) this.#answers.delete(name)
    })
    return asked
  }

  #keep(name: string, answer: Promise<Answer>): void {
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size < mostKept) break
      this.#answers.delete(oldest)
    }
    this.#answers.set(name, answer)
  }
}
