export type ObjectState = 'ok' | 'missing' | 'corrupt'

/** A stored file, as a record names it. */
export interface StoredObject {
  /** sha256 of the bytes: 64 hex digits. */
  readonly blob: string
  readonly sizeBytes: number
}

/** A stored object with the mark that is remembered for it. */
export interface MarkedObject extends StoredObject {
  /** The state of its file when its bytes were last known to be right. */
  readonly mark?: string
}

/** An object as a file of this machine. */
export interface LocalFile {
  readonly state: ObjectState
  /** The path of the bytes, or, where the state is not `ok`, the path where they should be. */
  readonly path: string
}

export interface Publication {
  /** The finished file, in the store's `tmp/`. */
  readonly file: string
  readonly asset: string
  /** Records that a record is about to name the object, so that nobody removes it meanwhile. */
  readonly hold: (blob: string) => Promise<void>
}

/**
 * The files that records name. Each is stored under the hash of its bytes, so a stored file never changes. Every call
 * is asynchronous, so that a bucket can implement this as well as a folder.
 */
export interface Objects {
  /**
   * The state of each object, in order, from its size and its last reading. A file that has changed since is read
   * again; an object whose mark still holds is not looked up. `ok` is no proof: this is for plans over many objects,
   * which must not read them all.
   */
  states(of: Iterable<MarkedObject>): Promise<readonly ObjectState[]>
  /** The same objects with their known marks, for a caller that will ask for them again. */
  marked(of: Iterable<StoredObject>): Iterable<MarkedObject>
  /**
   * A local file with the bytes of an object. Each process compares the bytes with the name once. An object that lies
   * elsewhere is fetched first.
   */
  localFile(blob: string): Promise<LocalFile>
  /**
   * Takes over a finished file, which nobody writes to any more and which is gone afterwards. When this returns, the
   * bytes are stored for good, whatever happens to this machine.
   */
  publish(publication: Publication): Promise<StoredObject>
  /**
   * Moves a damaged object away, so that every later command sees at once that it has to be made again. If this process
   * may not write there, the object stays, and its next reader finds the damage again.
   */
  setAside(blob: string): Promise<void>
  /** Saves the states of the files that were checked, for other processes. Best effort. */
  keep(): void
}
