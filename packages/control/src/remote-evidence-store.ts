import { encodeKey } from './cell-codec.js'
import { decodeCells, encodeCells } from './control-wire.js'
import { StoreUnavailableError } from './control-store.js'
import type { EvidencePage, EvidenceStore } from './evidence-store.js'
import { heardReport } from './parse-process-report.js'
import { parseProofFigures } from './parse-proof-figures.js'
import type { RemotePlane } from './remote-plane.js'

/** Cells in one request: well below the plane's limit on a body. */
const cellsAtOnce = 200

/** Evidence behind a control plane. */
export function openRemoteEvidenceStore(plane: RemotePlane): EvidenceStore {
  return {
    async save(cells) {
      const encoded = encodeCells(cells)
      for (let from = 0; from < encoded.length; from += cellsAtOnce) {
        await plane.post('v1/control/cells', encoded.slice(from, from + cellsAtOnce))
      }
    },

    async evidence(since = 0): Promise<EvidencePage> {
      const answer = await plane.get(`v1/control/evidence?since=${since}`)
      return plane.parsed(answer, (value) => {
        const { cells, up_to: upTo, more, past }: Partial<Record<string, unknown>> = Object(value)
        if (typeof upTo !== 'number') throw new TypeError('up_to is not a number')
        const found = decodeCells(cells)
        return {
          metrics: { cells: new Map(found.map((cell) => [JSON.stringify(cell.key), cell])) },
          upTo,
          more: more === true,
          ...(typeof past === 'string' ? { past } : {}),
        }
      })
    },

    async outcome({ key, ...report }) {
      const body = { ...report, key: encodeKey(key) }
      return (await plane.post('v1/control/outcomes', body)) === true
    },

    async outcomes() {
      throw new StoreUnavailableError(
        plane.location,
        'a control plane does not hand out what became of decisions; ask where the store is',
      )
    },

    tidy: async () => false, // whoever holds the store tidies it

    async report(process) {
      await plane.post('v1/control/processes', process)
    },

    async processes() {
      return plane.parsed(await plane.get('v1/control/processes'), (value) => {
        if (!Array.isArray(value)) throw new TypeError('the processes are not a list')
        return value.map((report) => {
          const { heard_ms: heardMs }: { heard_ms?: unknown } = Object(report)
          return heardReport(
            JSON.stringify(report),
            typeof heardMs === 'number' ? heardMs : undefined,
          )
        })
      })
    },

    async stopProof() {
      return plane.parsed(await plane.get('v1/control/stop-proof'), (value) => {
        const { proof }: { proof?: unknown } = Object(value)
        return proof === null ? null : parseProofFigures(proof)
      })
    },

    async close() {},
  }
}
