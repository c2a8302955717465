export { defineConfig, registerCorridor } from './corridor-registration.js'
export type {
  CommandProblem,
  CorridorRegistration,
  JsonSchema,
  OpenedCorridor,
  PartialTrustConfig,
  RegisteredCorridor,
  RuntimeParts,
  Validation,
} from './corridor-registration.js'
export { configFilePath, loadConfigFile } from './load-config-file.js'
export type { LoadedConfigFile } from './load-config-file.js'
