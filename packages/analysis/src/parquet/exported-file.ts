/** As an export names its files: a folder a day and corridor, and the beginning of the part's digest. */
const ownFile =
  /^(?:(?<folder>.*)[/\\])?(?<file>day=[^/\\]+[/\\]corridor=[^/\\]*[/\\][0-9a-f]{16}_\d+\.parquet)$/su

/** The export that a file is of, by its path, and its name in it; null where it is none of an export. */
export function exportedFile(
  path: string,
): { readonly folder: string; readonly file: string } | null {
  const { folder = '', file } = ownFile.exec(path)?.groups ?? {}
  return file === undefined ? null : { folder, file }
}
