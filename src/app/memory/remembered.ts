import { dirname, join } from 'node:path'
import type { Cause, Status } from '../../causes.ts'
import { type FileMark, type FolderMark, foldersHold, marksHold } from '../../discover/files/file-marks.ts'
import { type Answers, answersHold } from '../../discover/files/lookups.ts'
import type { FilesSource } from '../../discover/observe/observe-source.ts'
import type { Node } from '../../graph/node.ts'
import type { KnownFailure } from '../../plan/verdict.ts'
import { variableHash } from '../../project/environment.ts'
import { fileObjects } from '../../store/objects/file-objects.ts'
import type { StoredObject } from '../../store/objects/interface.ts'
import type { AssetRecord } from '../../store/record.ts'
import { rememberedFile } from '../../store/remembered-file.ts'
import { frameworkVersion } from '../../util/framework-version.ts'
import { type CatalogEvidence, catalogHolds } from './catalog.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * What a command found out, and everything it found it out from. While none of that has moved, the next command gives
 * the same answer without loading a module, the parser or the data engine. It is never a second truth: any doubt takes
 * the full path, and a project whose modules do anything at load but declare is not remembered at all.
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
  readonly files: readonly FileMark[]
  /** How many of them, from the first on, are the modules that were loaded. */
  readonly modules: number
  readonly folders: readonly FolderMark[]
  /** What else was asked of the disk: where imports lead, which packages are installed, that a file is not there. */
  readonly answers: Answers
  /** Variables that were read while loading, and those that records depend on: name -> hash, or `unset`. */
  readonly variables: Readonly<Record<string, string>>
  readonly catalog: CatalogEvidence
  readonly blobs: readonly StoredObject[]
  /** Sources that are files, which may match others by now. */
  readonly sources: readonly (FilesSource & { readonly asset: string; readonly version: string })[]
}

export interface RememberedAnswer {
  readonly nodes: readonly Node[]
  /** As in the evidence: whoever asks the catalog further sees whether it is still the same. */
  readonly change: number
  /** The seal of the file that explanations are remembered in. */
  readonly explained: string
  readonly concurrency?: number
  /** In the order of the graph. */
  readonly assets: readonly RememberedAsset[]
}
export interface RememberedAsset {
  readonly name: string
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly record?: RecordSummary
  /** It was computed row by row. */
  readonly mapped?: true
  /** A check that only warns, and did: a run tells of it again. */
  readonly warned?: true
  /** Its code reads what no fingerprint sees, and nobody has answered for that. */
  readonly unseen?: true
  readonly failure?: Pick<KnownFailure, 'code' | 'message' | 'check'>
}

/** What is told of a record where it is told in one line. */
export type RecordSummary = Pick<AssetRecord, 'rows' | 'sizeBytes' | 'version' | 'startedAt' | 'durationMs'>

const format = `10 ${frameworkVersion}`

export interface Recalled {
  readonly answer: RememberedAnswer
  /**
   * Whether the files of these sources, or of all, are what they were: what is told of whoever reads them rests on
   * that.
   */
  sourcesHold(names?: ReadonlySet<string>): Promise<boolean>
}

/** The remembered answer, if everything it was found out from is as it was, but for the files of sources. */
export async function recall(storeFolder: string, configFile: string): Promise<Recalled | undefined> {
  const remembered = read(rememberedFile(storeFolder))
  if (remembered === undefined || !(await holds(remembered, { storeFolder, configFile }))) return undefined
  const { answer, evidence } = remembered
  const asked = new Map<string, Promise<boolean>>()
  const holdsStill = (source: Evidence['sources'][number]): Promise<boolean> => {
    const known = asked.get(source.asset) ?? sourceHolds(source, { storeFolder, configFile })
    asked.set(source.asset, known)
    return known
  }
  return {
    answer,
    async sourcesHold(names) {
      for (const source of evidence.sources) {
        if ((names === undefined || names.has(source.asset)) && !(await holdsStill(source))) return false
      }
      return true
    },
  }
}

async function sourceHolds(
  { type, glob, version }: Evidence['sources'][number],
  { storeFolder, configFile }: { readonly storeFolder: string; readonly configFile: string },
): Promise<boolean> {
  const { observeSource } = await import('../../discover/observe/observe-source.ts')
  const now = await observeSource(dirname(configFile), { type, glob, cacheFolder: join(storeFolder, 'cache') })
  return now.version === version
}

async function holds(
  { savedAt, evidence }: Remembered,
  at: { readonly storeFolder: string; readonly configFile: string },
): Promise<boolean> {
  if (evidence.node !== process.version || evidence.configFile !== at.configFile) return false
  if (Object.entries(evidence.variables).some(([name, hash]) => variableHash(name) !== hash)) return false
  if (!foldersHold(evidence.folders) || !marksHold(evidence.files, savedAt)) return false
  if (!answersHold(evidence.answers)) return false
  if (!(await catalogHolds(at.storeFolder, evidence.catalog))) return false
  return (await fileObjects(at.storeFolder).states(evidence.blobs)).every((state) => state === 'ok')
}

/** Of another version of this framework it is no memory. */
function read(file: string): Remembered | undefined {
  const remembered = readSealed(file) as Remembered | undefined
  return remembered?.format === format ? remembered : undefined
}

/** What the last memory was found out from, whether or not it still holds. */
export const evidenceBefore = (storeFolder: string): Evidence | undefined => read(rememberedFile(storeFolder))?.evidence

export function remember(storeFolder: string, remembered: Omit<Remembered, 'format'>): void {
  writeSealed(rememberedFile(storeFolder), JSON.stringify({ format, ...remembered }))
}
