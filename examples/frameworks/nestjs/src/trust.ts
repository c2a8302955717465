import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { openTrust } from 'partial-trust'
import type { Trust } from 'partial-trust'
import { type Asked, comments } from './comments.js'

/** The product in this process, opened once and injected where decisions are made. */
@Injectable()
export class TrustService implements OnApplicationShutdown {
  readonly #trust: Trust

  constructor(trust: Trust) {
    this.#trust = trust
  }

  label(asked: Asked) {
    return this.#trust.open(comments).decide(asked)
  }

  /** Nest calls it when the last request is answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.#trust.close()
  }
}

export const trustProvider = {
  provide: TrustService,
  useFactory: async () => new TrustService(await openTrust({ logger: console })),
}
