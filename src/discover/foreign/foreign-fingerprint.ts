import { createHash } from 'node:crypto'
import type { ForeignFacts, ForeignNote } from '../../define/foreign/foreign-function.ts'
import { type CodeNote, impurityNote, notParsedNote, unusedOptionNote, wholeFilesNote } from '../code/reads/notes.ts'
import type { CodeFingerprint } from '../code/slice/fingerprint.ts'
import type { Lookups } from '../files/lookups.ts'
import { fileLabel } from '../user-place.ts'
import type { ForeignReading } from './foreign-readings.ts'

/**
 * The fingerprint of a node whose function is in another language: of its definition as it is cut in TypeScript (the
 * code of a schema, of the resources that it is given), and of the code behind it.
 */
export function withForeign(root: string, own: CodeFingerprint, facts: ForeignFacts): CodeFingerprint {
  const labels = labelsOf(root, facts)
  const label = (index: number) => labels[index] ?? ''
  const named = <Value>(value: (index: number) => Value): Readonly<Record<string, Value>> =>
    Object.fromEntries(facts.declarations.map((_, index) => [label(index), value(index)]))
  const digest = facts.digest ?? sha256(facts.declarations.map(({ hash }) => hash).join('\n'))
  return {
    digest: sha256(`${own.digest} ${digest}`),
    ...(own.older === undefined ? {} : { older: sha256(`${own.older} ${digest}`) }),
    parts: { ...own.parts, ...named((index) => facts.declarations[index]?.hash.slice(0, 12) ?? '') },
    via: { ...own.via, ...named((index) => wayTo(facts, index).map(label)) },
    packages: { ...own.packages, ...facts.packages },
    environment: { ...own.environment, ...variablesOf(facts, label(0)) },
    files: [...new Set([...own.files, ...filesThere(facts)])].sort(),
    get sources() {
      const texts = facts.declarations.flatMap(({ text }, index) => (text === undefined ? [] : [[label(index), text]]))
      return { ...own.sources, ...Object.fromEntries(texts) }
    },
    places: { ...own.places, ...named((index) => placeOf(root, facts.declarations[index])) },
    notes: [...own.notes, ...notesOf(root, facts, label)],
    everywhere: own.everywhere,
    kept: own.kept,
    foreign: {
      scheme: facts.scheme,
      sources: filesThere(facts).map((file) => fileLabel(root, file)),
      ...(facts.provisional ? { provisional: true as const } : {}),
    },
  }
}

/** The facts hold for as long as the files are these, as the answers do that the slice got from the disk. */
export function noteFiles(lookups: Lookups, { facts, marks, folders, listings }: ForeignReading): void {
  lookups.adoptFiles(marks, { folders, listings })
  for (const path of facts?.links ?? []) lookups.place(path)
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** That a missing file stays missing is for the lookups to check; it is not a file of the code. */
const filesThere = ({ files }: ForeignFacts): readonly string[] =>
  Object.entries(files).flatMap(([file, sha256]) => (sha256 === '' ? [] : [file]))

/** Two declarations of one name get a number each. */
function labelsOf(root: string, { declarations }: ForeignFacts): readonly string[] {
  const used = new Map<string, number>()
  return declarations.map(({ file, name }) => {
    const label = [fileLabel(root, file), name].filter((part) => part !== '').join(' ')
    const count = (used.get(label) ?? 0) + 1
    used.set(label, count)
    return count === 1 ? label : `${label} ${count}`
  })
}

function wayTo({ declarations }: ForeignFacts, index: number): number[] {
  const way: number[] = []
  let from = declarations[index]?.from
  while (from !== undefined && !way.includes(from)) {
    way.unshift(from)
    from = declarations[from]?.from
  }
  return way
}

const placeOf = (root: string, place: { readonly file: string; readonly line: number } | undefined): string =>
  place === undefined ? '' : `${fileLabel(root, place.file)}:${place.line}`

const variablesOf = ({ variables = [] }: ForeignFacts, label: string): CodeFingerprint['environment'] =>
  Object.fromEntries(variables.map((name) => [name, [label]]))

function notesOf(root: string, { notes = [] }: ForeignFacts, label: (index: number) => string): CodeNote[] {
  const groups = Map.groupBy(notes, (note) => `${note.declaration} ${groupOf(note)}`)
  return [...groups.values()].flatMap((ofGroup) => {
    const [first] = ofGroup
    if (first === undefined) return []
    const standing = { label: label(first.declaration), at: placeOf(root, first) }
    if (first.kind === 'whole-files') return [wholeFilesNote(standing, first.what)]
    if (first.kind === 'unused-option') return [unusedOptionNote(standing, first)]
    if (first.kind === 'not-parsed') return [notParsedNote(standing, first)]
    const what = ofGroup.map((one) => one.what)
    return [impurityNote(standing, { kind: first.impurity, what, writes: first.writes ?? false, machine: false })]
  })
}

const groupOf = (note: ForeignNote): string =>
  note.kind === 'impurity'
    ? `${note.impurity} ${note.writes ?? false}`
    : note.kind === 'unused-option'
      ? `${note.kind} ${note.what}`
      : note.kind
