import { realpathSync } from 'node:fs'
import type { Node } from '../graph/node.ts'
import { frameworkVersion } from '../util/framework-version.ts'
import { nodeInUse } from '../util/node-in-use.ts'
import type { FileFacts } from './code/facts.ts'
import { readFileFacts } from './code/file-facts.ts'
import { type CodeOptions, codeScheme, openCode } from './code/open-code.ts'
import type { CodeFingerprint } from './code/slice/fingerprint.ts'
import { type FingerprintAlone, fingerprintAfter, isSameButForTexts } from './code/slice/fingerprint-after.ts'
import { type EditedFiles, openCodeMemory } from './code-memory.ts'
import { stateOf } from './files/file-marks.ts'
import { createLookups, type Lookups } from './files/lookups.ts'
import type { FileAsCut } from './files/unmoved.ts'
import { fileLabel } from './user-place.ts'

export interface RememberedCode {
  fingerprint(node: Node): CodeFingerprint
  /** Answers every question that this project asks of the disk. */
  readonly lookups: Lookups
  /** A file of a fingerprint, as it was when that was cut. */
  asCut(file: string): FileAsCut | undefined
  /** See `CodeMemory.edited`. */
  readonly edited: EditedFiles | undefined
  /** The facts of a file as it is now, where they are known. */
  facts(path: string): FileFacts | undefined
  /** The fingerprint that a node had before files were edited. */
  before(node: Node): FingerprintAlone | undefined
  /** Whether something that its fingerprint depends on was edited. */
  isEdited(node: Node): boolean
  /** Keeps what was found out for the next command. */
  keep(): void
}

/** Fingerprints from an earlier command where they still hold, and from the code where they do not. */
export async function openRememberedCode(
  options: CodeOptions & { readonly cacheFolder: string },
): Promise<RememberedCode> {
  const { configFile, entry, cacheFolder } = options
  // Files are known by their real paths, also where the project is reached through a link.
  const root = realpathSync(options.root)
  const lookups = createLookups()
  const memory = openCodeMemory({
    cacheFolder,
    format: `34 ${codeScheme} ${frameworkVersion} ${nodeInUse(root)} ${configFile} ${entry}`,
    lookups,
    read: (file) => readFileFacts(fileLabel(root, file), lookups.bytes(file) ?? ''),
  })
  const code = await openCode({ root, configFile, entry, cache: memory.facts, lookups })
  const fingerprints = new Map<string, { readonly files: readonly string[]; readonly json: string }>()
  const nameOf = (node: Node) =>
    `${node.name} ${JSON.stringify(node.resources)}${node.keys ? ' keys' : ''}${node.ofSet ? ' of a set' : ''}`
  const before = (node: Node): FingerprintAlone | undefined => {
    const json = memory.edited?.before(nameOf(node))
    return json === undefined ? undefined : (JSON.parse(json) as FingerprintAlone)
  }
  const facts = once(memory.facts.get)
  // A file that has become a link may hold the same text, and what it imports now lies beside the file that it leads
  // to.
  const isSame = once(
    (file) => lookups.place(file) === file && isSameButForTexts(memory.edited?.factsBefore(file), facts(file)),
  )
  /** Where the files of a node differ only in the bodies of functions, no other module is looked at. */
  const afterEdits = (node: Node): FingerprintAlone | undefined => {
    const [{ edited }, last] = [memory, before(node)]
    if (edited === undefined || last === undefined) return undefined
    return fingerprintAfter(last, { files: edited.files.keys(), facts, isSame })
  }
  return {
    fingerprint(node) {
      const name = nameOf(node)
      const json = memory.recall(name)
      const known = json === undefined ? afterEdits(node) : (JSON.parse(json) as FingerprintAlone)
      const again = () => code.fingerprint(node)
      const fingerprint = known === undefined ? again() : withSources(known, again)
      fingerprints.set(name, { files: fingerprint.files, json: json ?? kept(fingerprint) })
      return fingerprint
    },
    lookups,
    asCut(file) {
      const mark = lookups.mark(file)
      const sha256 = mark?.[5] ?? memory.hash(file)
      return sha256 === undefined ? undefined : { sha256, ...(mark === undefined ? {} : { state: stateOf(mark) }) }
    },
    edited: memory.edited,
    facts: memory.facts.get,
    before,
    isEdited: (node) => memory.recall(nameOf(node)) === undefined,
    keep: () => memory.keep(fingerprints),
  }
}

function once<T>(find: (file: string) => T): (file: string) => T {
  const answers = new Map<string, T>()
  return (file) => {
    if (!answers.has(file)) answers.set(file, find(file))
    return answers.get(file) as T
  }
}

/** Sources are left out: they are rarely asked for, and are then read from the files. */
function kept(fingerprint: CodeFingerprint): string {
  const { sources: _, ...getters } = Object.getOwnPropertyDescriptors(fingerprint)
  return JSON.stringify(Object.defineProperties({}, getters))
}

const withSources = (fingerprint: FingerprintAlone, again: () => CodeFingerprint): CodeFingerprint => ({
  ...fingerprint,
  get sources() {
    return again().sources
  },
})
