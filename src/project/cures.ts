import type { DefinitionKind } from '../define/definition.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { CodeNote } from '../discover/code/reads/notes.ts'
import { kinds } from '../discover/kinds/kinds.ts'
import { unreachable } from '../util/unreachable.ts'

export interface Standing {
  readonly kind: DefinitionKind
  /** Whether the code is in the project file, where no context of an asset exists. */
  readonly inConfig: boolean
}

/** What the user can do about a note: each of these cures removes the note. */
export function cureOf(note: CodeNote, standing: Standing): string {
  if (note.kind === 'whole-files') return wholeFilesCure(standing)
  if (note.kind === 'unused-option') return `${note.fix}; or say why it may stay: reviewed: { code: '…' }`
  if (note.kind === 'not-parsed') return note.fix
  const { impurity } = note
  return `${mendOf(note, standing)}; where ${harmless(note)}, say why: reviewed: { ${impurity}: '…' }`
}

function wholeFilesCure({ kind }: Standing): string {
  const version = 'declare `codeVersion` and change it when the code does'
  const reviewed = "say why whole files will do: reviewed: { code: '…' }"
  return 'codeVersion' in kinds[kind].rules
    ? `write the path as a literal, or ${version}, or ${reviewed}`
    : `write the path as a literal, or ${reviewed}`
}

type ImpurityNote = Extract<CodeNote, { readonly kind: 'impurity' }>

function mendOf({ impurity, writes, machine }: ImpurityNote, { kind, inConfig }: Standing): string {
  switch (impurity) {
    case 'clock':
      return inConfig ? 'use `now` of the context in the function that needs the time' : 'use `now` of the context'
    case 'random':
      return 'draw from a generator with a fixed seed'
    case 'environment':
      if (machine) return 'make it a plain value of `resources` in the project file, which is part of the key'
      return inConfig
        ? "use `env('NAME')`, which `open` of a resource is given, or make it a plain value of `resources`: both are part of the key"
        : "use `env('NAME')` of the context, which makes the variable part of the key"
    case 'files':
      if (writes)
        return nodeKinds[kind].hasRows ? 'return the data, or write it in an `effect`' : 'write it in an `effect`'
      return "name the file as `new URL('./file', import.meta.url)`, or read it with `source.files`"
    case 'network':
    case 'process':
      return 'read it in a `source` with `observe`'
    default:
      return unreachable(impurity)
  }
}

/** When the note can be ignored. */
function harmless({ impurity, writes }: ImpurityNote): string {
  switch (impurity) {
    case 'clock':
      return 'the time does not reach the data'
    case 'random':
      return 'chance does not reach the data'
    case 'environment':
      return 'it does not reach the data'
    case 'files':
      return writes ? 'nobody relies on the file' : 'it never changes'
    case 'network':
    case 'process':
      return 'equal input always gives equal output'
    default:
      return unreachable(impurity)
  }
}
