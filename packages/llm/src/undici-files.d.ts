/** The files of undici that `http-client.ts` loads one by one: the library has types for its front door alone. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici'
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici'

  /** Asks through the dispatcher that it is called on. */
  export default function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>
}

declare module 'undici/lib/core/connect.js' {
  import type { buildConnector } from 'undici'

  export default function build(options: buildConnector.BuildOptions): buildConnector.connector
}
