import { createHash } from 'node:crypto'
import type { ForeignPart } from '../foreign-part.ts'
import type { ProjectFiles } from '../project-files.ts'
import { type CodeNote, notesOf } from '../reads/notes.ts'
import { sourcesOf } from '../sources.ts'
import { type AskedEnvironment, askedEnvironment } from './asked-environment.ts'
import { type Outline, shortHash } from './outline.ts'
import type { Reached, Slice } from './slice.ts'
import { outlineOf } from './slice-outline.ts'
import { stateBetweenAssets } from './state-between-assets.ts'
import type { WholeFiles } from './whole-file.ts'

/** The code that decides what one node makes, and what it consists of, for people. */
export interface CodeFingerprint {
  /**
   * sha256, 64 hex digits. No name of a file or of a declaration is in it, unless code reads it. The versions of
   * packages are not in it either.
   */
  readonly digest: string
  /** The digest as older builds made it, where that differs: their records are found by it. */
  readonly older?: string
  /**
   * The digest with the tables of its function in the order of use, where the pattern has another order. `order`: for
   * each position of use, the position in the pattern.
   */
  readonly byUse?: { readonly digest: string; readonly order: readonly number[] }
  /**
   * `assets/documents.ts chunk` -> 12 hex digits. Equal digests may have other labels: a moved function has another
   * file.
   */
  readonly parts: Readonly<Record<string, string>>
  /** Label -> the labels on the way to it, from the node's own on; empty for where the slice starts. */
  readonly via: Readonly<Record<string, readonly string[]>>
  /** `zod` -> `4.6.7 sha512-…`. */
  readonly packages: Readonly<Record<string, string>>
  /** Variables, the time zone and the locale, as far as names are written -> the labels of those that read them. */
  readonly environment: Readonly<Record<string, readonly string[]>>
  /** Absolute paths of every file that was looked at to find this out. */
  readonly files: readonly string[]
  /** Label -> the declaration as it is written, where it is text. Read when asked for. */
  readonly sources: Readonly<Record<string, string>>
  /** Label -> `assets/documents.ts:12`. */
  readonly places: Readonly<Record<string, string>>
  readonly notes: readonly CodeNote[]
  /**
   * What modules do while the project is loaded, which counts for everybody, since nobody can tell what it concerns.
   */
  readonly everywhere: readonly { readonly label: string; readonly what: string; readonly at: string }[]
  /** The part in another language, where there is one; the digests then combine both. */
  readonly foreign?: ForeignPart
  /** State of modules that its code may fill while assets run, and find filled by another asset of the same process. */
  readonly kept: readonly string[]
  /** By which it is found again after an edit that changes nothing but what its declarations do. */
  readonly outline?: Outline
}

export function fingerprintOf(files: ProjectFiles, slice: Slice, whole: WholeFiles | undefined): CodeFingerprint {
  const labels = uniqueLabels(slice.units)
  const parts: Record<string, string> = {}
  const via: Record<string, readonly string[]> = {}
  const places: Record<string, string> = {}
  const reachedUnits = slice.units.map(({ unit }) => unit)
  const askedVariables = askedEnvironment(files, reachedUnits)
  const chain = (from: Reached | undefined): string[] =>
    from === undefined ? [] : [...chain(from.from), labels.get(from) ?? from.label]
  for (const reached of slice.units) {
    const label = labels.get(reached) ?? reached.label
    parts[label] = shortHash(reached.hash)
    via[label] = chain(reached.from)
    places[label] = `${reached.unit.module.path}:${reached.unit.facts.line}`
  }
  for (const { label, hash, file, from } of slice.leaves.values()) {
    parts[label] = shortHash(hash)
    via[label] = chain(from)
    places[label] = `${files.label(file)}:1`
  }
  for (const module of whole?.modules ?? []) parts[module.path] = shortHash(whole?.hashOf(module) ?? '')
  for (const data of whole?.data ?? []) parts[data.path] ??= shortHash(data.sha256)
  let sources: Record<string, string> | undefined
  const filesRead = filesOf(slice, whole)
  const outline = whole === undefined ? outlineOf(slice, { files: filesRead, parts }) : undefined
  return {
    ...digestsOf(slice, whole),
    parts,
    via,
    packages: files.withDependencies([...slice.packages.keys(), ...(whole?.packages.keys() ?? [])]),
    environment: environmentOf(slice, { labels, askedVariables }),
    files: filesRead,
    get sources() {
      sources ??= sourcesOf(files, { slice, labels, whole })
      return sources
    },
    places,
    everywhere: slice.everywhere.map(({ unit: { module, facts }, what }) => ({
      label: `${module.path} ${facts.label}`,
      what,
      at: `${module.path}:${facts.line}`,
    })),
    kept: stateBetweenAssets(files, reachedUnits),
    ...(outline === undefined ? {} : { outline }),
    notes: slice.units.flatMap((reached) =>
      notesOf(labels.get(reached) ?? reached.label, reached.unit, askedVariables),
    ),
  }
}

function digestsOf(slice: Slice, whole: WholeFiles | undefined): Pick<CodeFingerprint, 'digest' | 'older' | 'byUse'> {
  const both = (one: string, other: string | undefined) =>
    other === undefined ? one : createHash('sha256').update(`${one} ${other}`).digest('hex')
  const digest = both(slice.digest, whole?.digest)
  const older = both(slice.older ?? slice.digest, whole?.older ?? whole?.digest)
  // Where files count as they are written, the order is in them.
  const byUse = whole === undefined ? slice.byUse : undefined
  return { digest, ...(older === digest ? {} : { older }), ...(byUse === undefined ? {} : { byUse }) }
}

interface Readers {
  readonly labels: ReadonlyMap<Reached, string>
  readonly askedVariables: AskedEnvironment
}
function environmentOf({ units }: Slice, { labels, askedVariables }: Readers): CodeFingerprint['environment'] {
  const readers: Record<string, string[]> = {}
  const note = (name: string, reached: Reached) => {
    const label = labels.get(reached) ?? reached.label
    if (readers[name]?.includes(label) !== true) readers[name] = [...(readers[name] ?? []), label]
  }
  for (const reached of units) for (const name of reached.unit.facts.environment ?? []) note(name, reached)
  for (const [name, sayers] of askedVariables.names)
    for (const reached of units) if (sayers.includes(reached.unit)) note(name, reached)
  return readers
}

/** Two declarations of one name (a class and the namespace that goes with it) get a number each. */
function uniqueLabels(units: readonly Reached[]): ReadonlyMap<Reached, string> {
  const labels = new Map<Reached, string>()
  const used = new Map<string, number>()
  for (const reached of units) {
    const count = (used.get(reached.label) ?? 0) + 1
    used.set(reached.label, count)
    labels.set(reached, count === 1 ? reached.label : `${reached.label} ${count}`)
  }
  return labels
}

function filesOf(slice: Slice, whole: WholeFiles | undefined): string[] {
  const modules = [...slice.modules, ...(whole?.modules ?? [])].map(({ file }) => file)
  const data = [...slice.leaves.values(), ...(whole?.data ?? [])].flatMap(({ file, members }) => members ?? [file])
  return [...new Set([...modules, ...data])].sort()
}
