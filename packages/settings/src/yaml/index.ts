export type { YamlPath, YamlWithLines } from './yaml-lines.js'
export { parseYaml } from './yaml-lines.js'
