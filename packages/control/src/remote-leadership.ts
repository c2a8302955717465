import type { Leadership } from './leadership.js'
import type { RemotePlane } from './remote-plane.js'

/** For processes under a control plane: whoever holds the store leads, never they. */
export function remoteLeadership(plane: RemotePlane): Leadership {
  return {
    leads: async () => false,
    async leader() {
      return plane.parsed(await plane.get('v1/control/leader'), (value) => {
        const { instance }: { instance?: unknown } = Object(value)
        if (instance === null || typeof instance === 'string') return instance
        throw new TypeError('the leader is neither a name nor null')
      })
    },
    close: async () => {},
  }
}
