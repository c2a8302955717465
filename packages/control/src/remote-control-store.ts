import { isUnconditional } from './control-action.js'
import type { ControlStore } from './control-store.js'
import { decodeChange, decodeSnapshot } from './control-wire.js'
import { parseAuditPage } from './parse-audit-entry.js'
import { fitting } from './parse-change-request.js'
import { parseControlPlan, parseCorridorState } from './parse-corridor-state.js'
import type { RemotePlane } from './remote-plane.js'

/**
 * Live control behind a control plane. Every read goes through to the plane's own store, so the
 * lease counts from there; the event stream only says when to read sooner.
 */
export function openRemoteControlStore(plane: RemotePlane): ControlStore {
  const listeners = new Set<() => void>()
  let following = false

  return {
    location: plane.location,

    async read(signal) {
      return plane.parsed(await plane.get('v1/control', signal), decodeSnapshot)
    },

    async change(request) {
      const asked = isUnconditional(request.action) ? fitting(request) : request
      return plane.parsed(await plane.post('v1/control/changes', asked), decodeChange)
    },

    async killAll(request) {
      return plane.parsed(await plane.post('v1/control/kill', fitting(request)), (value) => {
        if (!Array.isArray(value)) throw new TypeError('the killed corridors are not a list')
        return value.map(parseCorridorState)
      })
    },

    async plan(digest) {
      const answer = await plane.get(`v1/control/plans/${encodeURIComponent(digest)}`)
      return plane.parsed(answer, (value) => (value === null ? null : parseControlPlan(value)))
    },

    async audit({ after = 0, limit = 1000 } = {}) {
      const answer = await plane.get(`v1/control/audit?after=${after}&limit=${limit}`)
      return plane.parsed(answer, (value) => parseAuditPage(value, after))
    },

    subscribe(listener) {
      listeners.add(listener)
      if (!following) {
        following = true
        void plane.follow((event) => {
          if (event === 'heartbeat') return
          for (const told of listeners) told()
        })
      }
      return () => {
        listeners.delete(listener)
      }
    },

    async close() {
      plane.close()
    },
  }
}
