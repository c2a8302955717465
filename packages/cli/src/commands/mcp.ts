import { resolve } from 'node:path'
import { readTextFile, UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { serveTools } from '../mcp/serve-tools.js'

type McpFlags = {
  readonly service: string
  readonly tokenFile: string
  readonly operatorTokenFile?: string
}

export const registerMcp: RegisterCommand = (program, context) => {
  program
    .command('mcp')
    .description(
      'let an assistant read status, verdicts, records and audit over the Model Context Protocol',
    )
    .requiredOption('--token-file <file>', 'file with a viewer token')
    .option('--operator-token-file <file>', 'file with an operator token: adds kill and incident')
    .option('--service <url>', 'address of the service', 'http://127.0.0.1:8080')
    .addHelpText(
      'after',
      '\nSpeaks on standard input and output. Nothing here widens trust: without --operator-token-file it reads\n' +
        'alone, with it it can also close, and then only with the sentence "kill CORRIDOR" as an argument. Needs\n' +
        'npm install @modelcontextprotocol/sdk.\n\n' +
        'Example:\n  $ partial-trust mcp --token-file viewer-token',
    )
    .action(async (flags: McpFlags) => {
      const { service, tokenFile, operatorTokenFile } = flags
      if (!URL.canParse(service)) throw new UserError(`--service: ${service} is no address`, 2)
      await serveTools({
        service,
        viewerToken: tokenIn(context, tokenFile),
        operatorToken: operatorTokenFile === undefined ? null : tokenIn(context, operatorTokenFile),
        input: context.stdin,
        output: context.stdout,
        signal: context.signal,
      })
    })
}

function tokenIn({ cwd }: CliContext, file: string): string {
  try {
    const token = readTextFile(resolve(cwd, file)).trim()
    if (token !== '' && !/\s/.test(token)) return token
  } catch (error) {
    throw new UserError(`${file}: the token file cannot be read`, 1, { cause: error })
  }
  throw new UserError(`${file}: holds no token; one alone must stand in it`)
}
