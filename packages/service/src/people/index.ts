export { changeTokenFile } from './change-token-file.js'
export {
  endingAt,
  goodTokens,
  longestLifeMs,
  mintToken,
  mustBeFree,
  remembered,
  revoked,
  tokenLifeMs,
} from './change-tokens.js'
export type { Hand, Minted, NewToken } from './change-tokens.js'
export type { Permission } from './may.js'
export { nameProblem } from './person-name.js'
export { signatureOf } from './signature.js'
export { readTokenFile, roles, tokenId } from './token-file.js'
export type { FileMark, Role, StoredToken, TokenFile } from './token-file.js'
export { expiryWarnings, standingOf, titleOf, warningMs } from './token-standing.js'
export type { TokenStanding } from './token-standing.js'
export type { Credential } from './token-store.js'
export { tokenOutlook } from './token-outlook.js'
export type { TokenOutlook } from './token-outlook.js'
