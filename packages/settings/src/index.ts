export { UserError } from './user-error.js'
export type { Config, ConfigProblem } from './variables/config.js'
export type { InventoryRow } from './variables/inventory.js'
export { inventory, withoutPassword } from './variables/inventory.js'
export type { StateAddress } from './variables/parse-value.js'
export type { Environment } from './variables/read-config.js'
export { readConfig } from './variables/read-config.js'
export {
  corridorSettings,
  unsetDeadlineMs,
  unsetSampleRate,
} from './variables/corridor-settings.js'
export type { OwnSettings } from './variables/corridor-settings.js'
export { variables } from './variables/variables.js'
export { version } from './version.js'
