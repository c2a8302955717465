import { compose } from 'partial-trust'
import type { ComposeOptions, PartialTrust } from 'partial-trust'
import type { Environment } from '@partial-trust/settings'
import { loadConfigFile } from './load-config-file.js'
import type { EmbeddedConfig } from './load-config-file.js'

export type ProductOptions = {
  readonly env: Environment
  readonly cwd: string
  /** Path of the configuration file; default: found in `cwd`, else `embedded`. */
  readonly configFile?: string | undefined
  /** Where live control is kept; default: what `PARTIAL_TRUST_STATE` names. */
  readonly state?: ComposeOptions['state']
  /** What runs where there is no configuration file; without it that is an error. */
  readonly embedded?: EmbeddedConfig | undefined
  readonly warmLater?: ComposeOptions['warmLater']
}

/**
 * From the configuration file and the environment to the running product.
 *
 * @throws {UserError} only when the configuration file cannot be used: everything else that is
 *   wrong closes the corridors and leaves the baseline.
 */
export async function openProduct(options: ProductOptions): Promise<PartialTrust> {
  const { env, cwd, state, warmLater = false } = options
  const { config, file } = await loadConfigFile(cwd, options.configFile, options.embedded)
  return compose({
    env,
    cwd,
    registered: config.corridors,
    configFile: file,
    warmLater,
    ...(state === undefined ? {} : { state }),
  })
}
