import { realpathSync } from 'node:fs'
import type { Node } from '../../graph/node.ts'
import { createLookups, type Lookups } from '../files/lookups.ts'
import { canonicalForm } from './print/canonical.ts'
import { createProjectFiles, type FactsCache, type ProjectFiles } from './project-files.ts'
import { definitionRoots } from './slice/definition-roots.ts'
import { type CodeFingerprint, fingerprintOf } from './slice/fingerprint.ts'
import { namedModules } from './slice/named-files.ts'
import { resourceRoots } from './slice/resource-roots.ts'
import { createEdges, type SliceContext, sliceFrom } from './slice/slice.ts'
import { wholeFiles } from './slice/whole-file.ts'
import { createSharing, type Sharing } from './state/program/sharing.ts'

export interface CodeOptions {
  /** Absolute. */
  readonly root: string
  readonly configFile: string
  /** The table of contents. */
  readonly entry: string
  /** Facts of files, kept from an earlier time. A file that it answers for is not parsed. */
  readonly cache?: FactsCache | undefined
  /** Records every question that is asked of the disk. */
  readonly lookups?: Lookups
}
export interface Code {
  /**
   * The code that decides what a node makes.
   *
   * @throws AssetError `PROJECT_SYNTAX` where a reached file cannot be parsed.
   */
  fingerprint(node: Node): CodeFingerprint
}

/** Names how digests are made. Digests of two schemes cannot be compared. */
export const codeScheme = `slice-3 ${canonicalForm}`

/** Reads the code of a project, each file once and only when something reaches it. */
export async function openCode(options: CodeOptions): Promise<Code> {
  const [root, configFile, entry] = [options.root, options.configFile, options.entry].map((path) =>
    realpathSync(path),
  ) as [string, string, string]
  const { cache, lookups = createLookups() } = options
  const files = createProjectFiles({ root, configFile, cache, lookups })
  const context = sliceContext(files, entry)
  return {
    fingerprint(node) {
      const { roots, through, strict } = definitionRoots(files, entry, node)
      const slice = sliceFrom([...roots, ...resourceRoots(files, node)], context, { through })
      const opaque = slice.units.some(({ unit }) => unit.facts.opaque !== undefined)
      const units = slice.units.map(({ unit }) => unit)
      const start = strict
        ? context.sharing.modules
        : opaque
          ? [...units.map(({ module }) => module), ...namedModules(files, units)]
          : undefined
      return fingerprintOf(files, slice, start === undefined ? undefined : wholeFiles(files, new Set(start)))
    },
  }
}

function sliceContext(files: ProjectFiles, entry: string): SliceContext {
  const edgesOf = createEdges(files)
  let sharing: Sharing | undefined
  return {
    files,
    edgesOf,
    get sharing() {
      sharing ??= createSharing({ files, entry, edgesOf })
      return sharing
    },
  }
}
