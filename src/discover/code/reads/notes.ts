import type { Impurity, ImpurityKind } from '../facts.ts'
import type { Unit } from '../project-files.ts'

/** A note about a fingerprint. Its cure depends on the definition that the fingerprint belongs to. */
export type CodeNote = {
  /** The declaration that it is about, as `parts` has it. */
  readonly label: string
  readonly message: string
  readonly at: string
} & (
  | { readonly kind: 'whole-files' }
  /** It says something of the asset that does nothing here. */
  | { readonly kind: 'unused-option'; readonly fix: string }
  /** Its language is not there: what it reads and its partitions are those of an earlier command, or unknown. */
  | { readonly kind: 'not-parsed'; readonly fix: string }
  | {
      readonly kind: 'impurity'
      readonly impurity: ImpurityKind
      /** For files: they are written, and not read. */
      readonly writes?: true
      /** For the environment: the code reads something of the machine or the process that no variable stands for. */
      readonly machine?: true
    }
)

const reads: Readonly<Record<ImpurityKind, string>> = {
  clock: 'reads the clock',
  random: 'draws a random number',
  environment: 'reads the environment',
  network: 'uses the network',
  files: 'uses the file system',
  process: 'starts a process',
}
const writing =
  /^(?:append|ch(?:mod|own)|copy|cp|createWriteStream|f?truncate|l?utimes|link|mk|rename|rm|symlink|unlink|write)/

/** Reads of variables whose names all callers say. */
export interface KnownReads {
  isKnown(unit: Unit, line: number): boolean
}

/** The notes of one reached declaration, one for each kind of what it does. */
export function notesOf(label: string, unit: Unit, knownReads: KnownReads): CodeNote[] {
  const { path } = unit.module
  const { impurities = [], opaque } = unit.facts
  const unknown = impurities.filter(({ kind, line }) => kind !== 'environment' || !knownReads.isKnown(unit, line))
  const groups = Map.groupBy(unknown, (one) => (isWriting(one) ? 'writes' : ofMachine(one) ? 'machine' : one.kind))
  const notes: CodeNote[] = [...groups.entries()].map(([group, ofGroup]) => {
    const [{ kind, line }] = ofGroup as [Impurity, ...Impurity[]]
    const what = ofGroup.map((impurity) => impurity.what)
    const flags = { writes: group === 'writes', machine: group === 'machine' }
    return impurityNote({ label, at: `${path}:${line}` }, { kind, what, ...flags })
  })
  return opaque === undefined ? notes : [...notes, wholeFilesNote({ label, at: `${path}:${opaque.line}` }, opaque.what)]
}

export interface Impurities {
  readonly kind: ImpurityKind
  /** As they are written. */
  readonly what: readonly string[]
  readonly writes: boolean
  readonly machine: boolean
}

type Standing = Pick<CodeNote, 'label' | 'at'>

export function impurityNote({ label, at }: Standing, { kind, what, writes, machine }: Impurities): CodeNote {
  const does = writes ? 'writes files' : reads[kind]
  const trouble = writes ? 'which is not done again where its data is reused' : 'which no fingerprint of code can see'
  const message = `${label} ${does} (${[...new Set(what)].join(', ')}), ${trouble}`
  const flags = { ...(writes ? { writes } : {}), ...(machine ? { machine } : {}) }
  return { kind: 'impurity', impurity: kind, ...flags, label, message, at }
}

export function wholeFilesNote({ label, at }: Standing, what: string): CodeNote {
  return {
    kind: 'whole-files',
    label,
    message: `${label} uses ${what}, so that every file it imports counts as a whole`,
    at,
  }
}

export function unusedOptionNote({ label, at }: Standing, { what, fix }: UnusedOption): CodeNote {
  return { kind: 'unused-option', label, message: `${label} has ${what}, without effect here`, at, fix }
}

export function notParsedNote({ label, at }: Standing, { what, fix }: { what: string; fix: string }): CodeNote {
  return { kind: 'not-parsed', label, message: `${label}: ${what}`, at, fix }
}

interface UnusedOption {
  /** For example `io_manager_key=`. */
  readonly what: string
  readonly fix: string
}

function isWriting({ kind, what }: Impurity): boolean {
  return kind === 'files' && writing.test(what.split('.').at(-1) as string)
}

/** Who reads `process.env` as it is, or the whole of `process`, may read any variable. */
function ofMachine({ kind, what }: Impurity): boolean {
  return kind === 'environment' && what !== 'process' && !/(?:^|\.)env$/.test(what)
}
