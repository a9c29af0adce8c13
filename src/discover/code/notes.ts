import type { ImpurityKind } from './facts.ts'
import type { Unit } from './project-files.ts'

/** What a reader of a fingerprint should know about it. */
export interface CodeNote {
  readonly kind: 'whole-files' | 'impurity'
  readonly impurity?: ImpurityKind
  /** The declaration that it is about, as `parts` has it. */
  readonly label: string
  readonly message: string
  readonly at: string
  readonly fix: string
}

const reads: Readonly<Record<ImpurityKind, string>> = {
  clock: 'reads the clock',
  random: 'draws a random number',
  environment: 'reads the environment',
  network: 'uses the network',
  files: 'uses the file system',
  process: 'starts a process',
}
const cures: Readonly<Record<ImpurityKind, string>> = {
  clock: 'use `now` of the context, or declare the asset `volatile: true`',
  random: 'draw from a generator with a fixed seed, or declare the asset `volatile: true`',
  environment: "use `env('NAME')` of the context, which makes the variable part of the key",
  network: 'read it in a `source` with `observe`, or declare the asset `volatile: true`',
  files: "name the file as `new URL('./file', import.meta.url)`, or read it with `source.files`",
  process: 'run it in a `source` with `observe`, or declare the asset `volatile: true`',
}

/** The notes of one reached declaration. A file that it names beside itself is part of the code: reading that one is no impurity. */
export function notesOf(label: string, { module, facts }: Unit): CodeNote[] {
  const { path } = module
  const { impurities = [], opaque } = facts
  const told = namesFile({ module, facts }) ? impurities.filter(({ kind }) => kind !== 'files') : impurities
  const notes: CodeNote[] = told.map(({ kind, what, line }) => ({
    kind: 'impurity',
    impurity: kind,
    label,
    message: `${label} ${reads[kind]} (${what}), which no fingerprint of code can see`,
    at: `${path}:${line}`,
    fix: cures[kind],
  }))
  if (opaque === undefined) return notes
  const note: CodeNote = {
    kind: 'whole-files',
    label,
    message: `${label} uses ${opaque.what}, so that every file it imports counts as a whole`,
    at: `${path}:${opaque.line}`,
    fix: 'write the path as a literal, or declare `codeVersion` and change it when the code does',
  }
  return [...notes, note]
}

function namesFile({ module, facts }: Pick<Unit, 'module' | 'facts'>): boolean {
  const near = facts.refs.flatMap((ref) => (ref.to === 'binding' ? (module.bindings.get(ref.name) ?? []) : []))
  const units = [facts, ...near.map((index) => module.facts.units[index])]
  return units.some((unit) => unit?.refs.some(({ to }) => to === 'file'))
}
