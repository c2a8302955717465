export { renderSimulation, simulationWords } from './render-simulation.js'
export { simulate } from './simulate.js'
export type { Simulation, SimulationQuestion } from './simulate.js'
export { simulationPage } from './simulation-page.js'
