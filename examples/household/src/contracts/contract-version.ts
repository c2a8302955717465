/** Version (semver) of the three contracts; the same as in `contracts/VERSION`. */
export const contractVersion = '1.0.0'
