/** A program with its arguments, by absolute path. */
export type Invocation = { readonly path: string; readonly args: readonly string[] }

/** What a program behind the wall can see, all of it read-only unless said otherwise. */
export type View = {
  /** An empty directory outside the tree, to build the view on. */
  readonly top: string
  /** Real, absolute path of the tree; the program starts there. */
  readonly root: string
  /** Directories outside the tree, absolute. */
  readonly reads: readonly string[]
  /** Directories that may be written. */
  readonly writes: readonly string[]
}

/** One way of the kernel to lock a program in. */
export type WallKind = {
  readonly name: 'bubblewrap' | 'namespaces'
  /** The program that builds it. */
  readonly program: string
  around(builder: string, inner: Invocation, view: View): Invocation
}

/** Whether the second wall stood in a run, and if not why. */
export type WallReport = {
  readonly stood: boolean
  readonly kind: WallKind['name'] | null
  /** Most memory of one program, bytes; null where no limit could be set. */
  readonly memoryBytes: number | null
  /** One sentence for a person. */
  readonly says: string
}

/** Called by its name alone, as its messages repeat it; `PATH` holds nothing but its directory. */
export function nameOf({ path }: Invocation): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Directories with the programs and their libraries; nothing else of the system is seen from inside. */
export const systemDirectories: readonly string[] = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
]

/** The one file of `/etc` that the loader of programs reads. */
export const loaderCache = '/etc/ld.so.cache'
