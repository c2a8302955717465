import type { PartialTrustConfig } from '@partial-trust/engine'

/**
 * What the commands run where there is no configuration file: the household example. Loaded when it
 * is first needed, so that nobody with a configuration of their own ever reads it.
 */
export async function embeddedConfig(): Promise<PartialTrustConfig> {
  return (await import('@partial-trust/example-household/config')).householdConfig
}
