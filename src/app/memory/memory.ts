import type { NodeFacts } from '../../discover/facts.ts'
import type { FileMark, FolderMark } from '../../discover/files/file-marks.ts'
import type { Answers } from '../../discover/files/lookups.ts'
import type { FilesSource } from '../../discover/observe/observe-source.ts'
import type { Node } from '../../graph/node.ts'
import type { AssetState } from '../open/asset-state.ts'
import type { AssetView } from '../open/view.ts'
import type { CatalogEvidence } from './catalog.ts'
import type { ClockEvidence } from './clock.ts'

/**
 * What a command found out, and everything it found it out from. While none of that has moved, the next command gives
 * the same answer without loading a module, the parser or the data engine. Any doubt takes the full path, so it never
 * differs from the full answer. A project whose modules do more than declare when they are loaded is not remembered.
 */
export interface Remembered {
  readonly format: string
  readonly savedAt: number
  readonly evidence: Evidence
  readonly answer: RememberedAnswer
}

export interface Evidence {
  readonly node: string
  readonly configFile: string
  /** The table of contents. */
  readonly entry: string
  readonly files: readonly FileMark[]
  /** How many of them, from the first on, are the modules that were loaded. */
  readonly modules: number
  readonly folders: readonly FolderMark[]
  /**
   * What else the command asked the disk: where imports lead, which packages are installed, that a file is not there.
   */
  readonly answers: Answers
  /** Variables that were read while loading, and those that records depend on: name -> hash, or `unset`. */
  readonly variables: Readonly<Record<string, string>>
  readonly catalog: CatalogEvidence
  /** The seal of the file that the objects are remembered in. */
  readonly objects: string
  /** Where the clock has a part in it. */
  readonly clock?: ClockEvidence
  /** Sources of files. Their globs may match other files at the next command. */
  readonly sources: readonly (FilesSource & { readonly asset: string; readonly version: string })[]
}

/** An effect that the project does not have any more, and what it did is there still. */
export interface RemovedEffect {
  readonly asset: string
  /** The last run that did it. */
  readonly run: string
  /** The file or folder that its target keeps, absolute. */
  readonly target?: string
}

export interface RememberedAnswer {
  readonly nodes: readonly Node[]
  /** As in the evidence. A reader that asks the catalog for more sees by it whether the catalog has changed. */
  readonly change: number
  /** The seal of the file that explanations are remembered in. */
  readonly explained: string
  readonly concurrency?: number
  readonly removed?: readonly RemovedEffect[]
  /** A run has updated the lock in this state, so the lock is the one that a run would write now. */
  readonly locked?: true
  /** In the order of the graph. */
  readonly assets: readonly RememberedAsset[]
  /**
   * Where an asset has partitions: the seal of the file that its units are remembered in, which a plan is made of. Very
   * many are not remembered.
   */
  readonly units?: string
}

export interface RememberedAsset extends AssetState, Pick<AssetView, 'partitions' | 'late'> {
  readonly name: string
  /** Its code reads what no fingerprint sees, and nobody has answered for that. */
  readonly unseen?: true
  /** The hash of what it is made from but for its inputs. */
  readonly definition: string
  /** What the planner knows of it besides its code and its config. */
  readonly facts?: RememberedFacts
}

export interface RememberedFacts
  extends Partial<
    Omit<NodeFacts, 'node' | 'code' | 'config' | 'packages' | 'definition' | 'olderDefinition' | 'byUse'>
  > {
  /** The digest of the code, where `codeVersion` replaces its declarations. */
  readonly said?: string
  /** The text of a function was asked for in a file of its code. */
  readonly text?: true
  /** Some of its code is in another language. */
  readonly foreign?: true
}

export interface Recalled {
  readonly answer: RememberedAnswer
  /**
   * Whether the files of these sources, or of all, are unchanged. The states of all assets below them depend on it.
   */
  sourcesHold(names?: ReadonlySet<string>): Promise<boolean>
}
