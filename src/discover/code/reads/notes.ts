import type { Impurity, ImpurityKind } from '../facts.ts'
import type { Unit } from '../project-files.ts'

/** What a reader of a fingerprint should know about it. What to do about it depends on whose fingerprint it is. */
export type CodeNote = {
  /** The declaration that it is about, as `parts` has it. */
  readonly label: string
  readonly message: string
  readonly at: string
} & (
  | { readonly kind: 'whole-files' }
  | {
      readonly kind: 'impurity'
      readonly impurity: ImpurityKind
      /** Of files: they are written, and not read. */
      readonly writes?: true
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

/** The notes of one reached declaration, one for each kind of what it does. */
export function notesOf(label: string, { module, facts }: Unit): CodeNote[] {
  const { path } = module
  const { impurities = [], opaque } = facts
  const groups = Map.groupBy(impurities, (impurity) => (isWriting(impurity) ? 'writes' : impurity.kind))
  const notes: CodeNote[] = [...groups.values()].map((group) => {
    const [{ kind, line }] = group as [Impurity, ...Impurity[]]
    const writes = isWriting(group[0] as Impurity)
    const does = writes ? 'writes files' : reads[kind]
    const what = [...new Set(group.map((impurity) => impurity.what))].join(', ')
    const trouble = writes ? 'which is not done again where its data is reused' : 'which no fingerprint of code can see'
    const message = `${label} ${does} (${what}), ${trouble}`
    return { kind: 'impurity', impurity: kind, ...(writes ? { writes } : {}), label, message, at: `${path}:${line}` }
  })
  if (opaque === undefined) return notes
  const message = `${label} uses ${opaque.what}, so that every file it imports counts as a whole`
  return [...notes, { kind: 'whole-files', label, message, at: `${path}:${opaque.line}` }]
}

function isWriting({ kind, what }: Impurity): boolean {
  return kind === 'files' && writing.test(what.split('.').at(-1) as string)
}
