export type { YamlData, YamlPath, YamlProblem, YamlWithLines } from './yaml-lines.js'
export { parseYaml } from './yaml-lines.js'
