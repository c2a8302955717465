/** `partial-trust/openfeature`: a feature flag as one more authority; needs `@openfeature/server-sdk`. */
export { openFeatureFlag } from '@partial-trust/control/feature-flag'
export type { FeatureFlag, FeatureFlagOptions } from '@partial-trust/control/feature-flag'
