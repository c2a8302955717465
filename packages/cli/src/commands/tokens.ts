import { InvalidArgumentError, type Command } from 'commander'
import { longestLifeMs, roles } from '@partial-trust/service/people'
import type { Role } from '@partial-trust/service/people'
import type { RegisterCommand } from '../context.js'
import { addToken, revokeToken, rotateToken } from '../people/change-tokens.js'
import type { AddingToken, RotatingToken, Signing } from '../people/change-tokens.js'
import { durationUpTo } from '../people/duration.js'
import { listTokens } from '../people/list-tokens.js'

const lifetime = durationUpTo(longestLifeMs)
const byDefault = '90d'

/** `tokens`: who may come in over HTTP, as what, and for how long. */
export const registerTokens: RegisterCommand = (program, context) => {
  const tokens = program
    .command('tokens')
    .description('named people and programs that may see or steer over HTTP')
    .addHelpText(
      'after',
      '\nA running service follows the file at once: no restart. Commands change the file that\n' +
        'PARTIAL_TRUST_TOKENS names and never make one.\n\n' +
        'Example:\n  $ partial-trust tokens add --name anna --role operator --expires-in 30d',
    )
  tokens
    .command('list')
    .description('who has a token, as what, and until when')
    .option('--json', 'print the tokens as JSON')
    .addHelpText('after', '\nExample:\n  $ partial-trust tokens list')
    .action((options: { readonly json?: true }) => listTokens(context, options))
  signed(tokens.command('add'), 'let a person or a program in; its token is shown once')
    .requiredOption('--name <name>', 'who: stands in the audit trail')
    .requiredOption('--role <role>', roles.join(' or '), role)
    .option(
      '--expires-in <time>',
      'how long it is good for, at most 366d',
      lifetime,
      lifetime(byDefault),
    )
    .option('--machine', 'for a program: it never counts as one of the people a promotion needs')
    .addHelpText(
      'after',
      '\nExample:\n  $ partial-trust tokens add --name anna --role operator --expires-in 30d',
    )
    .action((options: AddingToken) => addToken(context, options))
  signed(tokens.command('rotate'), 'a new token in the place of the old one, which ends')
    .argument('<who>', 'a name, or the id of a token')
    .option(
      '--expires-in <time>',
      'how long the new one is good for',
      lifetime,
      lifetime(byDefault),
    )
    .option('--grace <time>', 'how long the old one stays good; default: it ends at once', lifetime)
    .addHelpText('after', '\nExample:\n  $ partial-trust tokens rotate ci --grace 2h')
    .action((who: string, options: RotatingToken) => rotateToken(context, who, options))
  signed(tokens.command('revoke'), 'end every token of a name, or one by its id, at once')
    .argument('<who>', 'a name, or the id of a token')
    .addHelpText('after', '\nExample:\n  $ partial-trust tokens revoke anna --reason "left"')
    .action((who: string, options: Signing) => revokeToken(context, who, options))
}

function signed(command: Command, description: string): Command {
  return command
    .description(description)
    .option('--reason <why>', 'why; goes into the audit trail')
    .option('--by <who>', 'who changes it; default: your user and host name')
    .option('--json', 'print the result as JSON')
}

function role(text: string): Role {
  const known = roles.find((one) => one === text)
  if (known !== undefined) return known
  throw new InvalidArgumentError(`must be one of: ${roles.join(', ')}.`)
}
