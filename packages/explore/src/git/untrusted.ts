import { refuse, type RefusalCode, type Refused } from '../guard/refusal.js'

/** Thrown inside this room where a part of a foreign repository fails its check; its front door turns it into a refusal. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted'
  readonly refused: Refused

  constructor(why: string, code: RefusalCode = 'repository') {
    super(why)
    this.refused = refuse(code, why)
  }
}
