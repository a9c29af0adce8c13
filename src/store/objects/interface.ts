export type ObjectState = 'ok' | 'missing' | 'corrupt'

/** A file at rest, as a record names it. */
export interface StoredObject {
  /** sha256 of the bytes: 64 hex digits. */
  readonly blob: string
  readonly sizeBytes: number
}

/** With the marks that are remembered of it. */
export interface MarkedObject extends StoredObject {
  /** What its file was when its bytes were last known to be right. */
  readonly mark?: string
}

/** An object as a file of this machine. */
export interface LocalFile {
  readonly state: ObjectState
  /** Where the bytes are; where they are not `ok`, where they should be. */
  readonly path: string
}

export interface Publication {
  /** The finished file, in the store's `tmp/`. */
  readonly file: string
  readonly asset: string
  /** Says that a record is about to name the object, so that nobody removes it meanwhile. */
  readonly hold: (blob: string) => Promise<void>
}

/**
 * The files that records name, each under the hash of its bytes, so that what is there never changes. Everything is
 * asked for and waited for: a bucket can serve it as well as a folder.
 */
export interface Objects {
  /**
   * The state of each object, in their order, from its size and from its last reading; a file that has changed since is
   * read again. `ok` is no proof. It is for plans over many objects, which must not read them all. An object whose mark
   * still holds is not looked up.
   */
  states(of: Iterable<MarkedObject>): Promise<readonly ObjectState[]>
  /** The same objects with their known marks, for a caller that will ask for them again. */
  marked(of: Iterable<StoredObject>): Iterable<MarkedObject>
  /**
   * A file of this machine with the bytes of an object, compared with its name once a process. It is read through:
   * objects that lie elsewhere are fetched first.
   */
  localFile(blob: string): Promise<LocalFile>
  /**
   * Takes a finished file over, which nobody writes to any more and which is gone afterwards. When this returns, the
   * bytes are there for good, whatever happens to this machine.
   */
  publish(publication: Publication): Promise<StoredObject>
  /**
   * Takes a damaged object out of the way, so that every later command sees at a glance that it has to be made again.
   * Where this process may not write, the object is left, and whoever reads it finds it damaged anew.
   */
  setAside(blob: string): Promise<void>
  /** Saves the states of the files that were checked, for other processes. Best effort. */
  keep(): void
}
