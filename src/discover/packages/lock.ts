/** A package as a lock file has it. */
export interface LockedPackage {
  /** What the lock file calls it. */
  readonly id: string
  readonly name: string
  readonly version: string
  /**
   * What its bytes are known by: `sha512-…`, a checksum, a commit; with the hash of a patch, where the lock file has
   * one.
   */
  readonly integrity: string | undefined
  /** It is a folder of the project's: a workspace, `file:`, `link:`. */
  readonly linked: boolean
  /** The names under which it imports packages. */
  readonly dependencies: readonly string[]
}

/** A lock file, whichever package manager wrote it. */
export interface Lock {
  /** The package that is installed in a folder (absolute, links not followed). */
  installed(at: { readonly folder: string; readonly name: string; readonly version: string }): LockedPackage | undefined
  /** What a package gets under a name, or the project where `from` is `undefined`. */
  resolve(from: LockedPackage | undefined, name: string): LockedPackage | undefined
}

/** The surroundings of a lock file, for its parser. */
export interface LockFile {
  readonly text: string
  /** The folder that it lies in, and the folder of the project, which may be a workspace below. */
  readonly folder: string
  readonly root: string
  /** The project's own package.json: yarn's lock file tells a package by the range that was asked for. */
  readonly manifest: Manifest
}

export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Names
  readonly devDependencies?: Names
  readonly optionalDependencies?: Names
  readonly peerDependencies?: Names
  /** Names of optional ones, which need not be among the peers. */
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>
  readonly exports?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
  /** The systems and processors that it is for. */
  readonly os?: unknown
  readonly cpu?: unknown
}
type Names = Readonly<Record<string, string>>
