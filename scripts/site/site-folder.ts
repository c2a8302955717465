import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('../../', import.meta.url))
export const site: string = join(root, 'site')

/** Where it all comes to lie; none of it is in git. */
export const folders = {
  pages: join(site, 'src/content/docs'),
  public: join(site, 'public'),
  generated: join(site, '.generated'),
  built: join(site, 'dist'),
} as const
