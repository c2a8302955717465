/** What of the usual refusals a person would rather read than the system's own words. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EEXIST: 'something else has that name',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOENT: 'there is no such file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
}

/** What the operating system refused, and where it says so; null for anything else, which is a fault of ours. */
export function systemProblem(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  const { code, message } = error
  if (typeof code !== 'string') return null
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null
  const problem = words[code]
  if (problem === undefined) return message
  return path === null ? `${problem} (${message})` : `${path}: ${problem} (${code})`
}
