import process from 'node:process'

/** What ends by itself has ended by then. */
const afterMs = 1000

/**
 * Ends the process of a command that is done, although somebody else's code keeps it: a configuration file may have
 * opened connections, or wait for some. Not before what the command wrote was taken.
 */
export function endSoon(): void {
  setTimeout(() => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) endSoon()
    else process.exit()
  }, afterMs).unref()
}
