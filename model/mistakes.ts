/** What the model leaves out when it looks at one part; see `control.pml`. */
export type Size = { readonly name: string; readonly defines: readonly string[] }

/** Small enough to be looked at in every order, large enough for every pair of things to meet. */
export const sizes: readonly Size[] = [
  {
    name: 'lease and kill, one process, 3 changes',
    defines: ['LEASES', 'PROCESSES=1', 'MOST_CHANGES=3'],
  },
  {
    name: 'lease and kill, one process, a lease of 2 ticks',
    defines: ['LEASES', 'PROCESSES=1', 'MOST_CHANGES=2', 'LEASE=2'],
  },
  {
    name: 'lead and promotions, two processes, 3 changes',
    defines: ['ROLLOUTS', 'MOST_CHANGES=3'],
  },
  {
    name: 'lead and promotions, two processes, 4 changes',
    defines: ['ROLLOUTS', 'MOST_CHANGES=4'],
  },
]

const leases = ['LEASES', 'PROCESSES=1', 'MOST_CHANGES=3']
const rollouts = ['ROLLOUTS', 'MOST_CHANGES=4']

export type Mistake = { readonly is: string; readonly defines: readonly string[] }

/** Mistakes of the protocol, by their name in `control.pml`. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  AGE_FROM_ANSWER: { is: 'state is as old as its answer, not as its question', defines: leases },
  WAKE_UNASKED: {
    is: 'a process that stood still does not ask before it accepts',
    defines: leases,
  },
  SLEPT_UNSEEN: { is: 'a machine that slept is not noticed', defines: leases },
  CONFIRMED_BY_ANY_REPORT: { is: 'any report after a kill confirms it', defines: leases },
  KILL_COMPARES: { is: 'a kill loses against a change at the same time', defines: leases },
  CHANGE_BLIND: { is: 'a change does not carry the version it was decided on', defines: rollouts },
  GO_OF_STAGE: {
    is: 'GO rests on every entry of the stage, not on the present one',
    defines: rollouts,
  },
  LEAD_BY_SESSION: { is: 'the lead is taken without a look at who holds it', defines: rollouts },
}
