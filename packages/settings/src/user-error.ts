/**
 * Something the person at the keyboard can mend. The command line prints it as one line, without a
 * stack, and exits with `exitCode`.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  /** 1 failed or found a problem (default), 2 wrong usage. */
  readonly exitCode: 1 | 2

  /** @param message Names what is wrong, where, and what to do about it. */
  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
