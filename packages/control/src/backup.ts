import type { AuditAnchor } from './control-state.js'
import type { AuditVerdict } from './verify-audit.js'

/** A file that is no backup, or one that must not be written over; the message says which. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

export type Backup = {
  readonly storeId: string
  readonly head: AuditAnchor
  /** What the trail of the copy, read back, says of the copy. */
  readonly audit: AuditVerdict
}
