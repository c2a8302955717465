export type Page = { readonly href: string; readonly name: string; readonly icon: string }

/** Where one can go, in the order of the navigation. */
export const pages: readonly Page[] = [
  { href: '/', name: 'Overview', icon: 'M2 3h5v5H2zM9 3h5v3H9zM9 8h5v5H9zM2 10h5v3H2z' },
  { href: '/plan', name: 'Plan', icon: 'M2 13h4V9h4V5h4V2' },
  { href: '/readiness', name: 'Readiness', icon: 'M3 8l3 3 7-7M2 14h12' },
  { href: '/runbook', name: 'Runbook', icon: 'M3 2h8l2 2v10H3zM5.5 6h5M5.5 9h5M5.5 12h3' },
  { href: '/evidence', name: 'Evidence', icon: 'M2 14h12M4 11V7M8 11V3M12 11V5' },
  { href: '/records', name: 'Records', icon: 'M2 3h12M2 6.5h12M2 10h12M2 13.5h7' },
  {
    href: '/audit',
    name: 'Audit',
    icon: 'M6 4.5h-.5a3 3 0 0 0 0 6H7M10 4.5h.5a3 3 0 0 1 0 6H9M5.5 7.5h5',
  },
]

/** Where faults can be injected only. */
export const demoPage: Page = { href: '/demo', name: 'Demo', icon: 'M9 1 3 9h4l-1 6 6-8H8z' }
