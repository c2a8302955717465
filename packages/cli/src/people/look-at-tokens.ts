/** How often a service looks at tokens whose end is to be told, in ms. */
export const lookAtTokensMs = 600_000
