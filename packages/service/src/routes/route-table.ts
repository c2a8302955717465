import { alertRows } from './alert-rows.js'
import { changeRows } from './change-rows.js'
import { decisionRows } from './decision-rows.js'
import { demoRows } from './demo-rows.js'
import { ofrepRows } from './ofrep-rows.js'
import { ownRows } from './own-rows.js'
import { processRows } from './process-rows.js'
import { studyRows } from './study-rows.js'
import { signOnRows } from './sign-on-rows.js'
import { documentRows, viewRows } from './view-rows.js'

/** Every route the service can have. Which are served: the console's and the demo's only with those. */
export const routeTable = {
  ...decisionRows,
  ...alertRows,
  ...changeRows,
  ...viewRows,
  ...documentRows,
  ...studyRows,
  ...processRows,
  ...ofrepRows,
  ...ownRows,
  ...signOnRows,
  ...demoRows,
} as const
