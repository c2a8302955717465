/** Placeholder until the first export lands. */
export const simulatedLabel = 'simulated'
