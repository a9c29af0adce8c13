import type { DefinitionKind } from '../define/definition.ts'
import type { CodeNote } from '../discover/code/reads/notes.ts'
import { kinds } from '../discover/kinds/kinds.ts'

export interface Standing {
  readonly kind: DefinitionKind
  /** It stands in the project file, where no asset's context is. */
  readonly inConfig: boolean
}

/** What to do about a note, where it stands: each of these makes the note go away. */
export function cureOf(note: CodeNote, standing: Standing): string {
  if (note.kind === 'whole-files') {
    const literal = 'write the path as a literal'
    if (!('codeVersion' in kinds[standing.kind].rules)) return literal
    return `${literal}, or declare \`codeVersion\` and change it when the code does`
  }
  const { impurity, writes } = note
  const reviewed = `reviewed: { ${impurity}: '…' }`
  switch (impurity) {
    case 'clock':
      return `use \`now\` of the context; where the time does not reach the data, say why: ${reviewed}`
    case 'random':
      return `draw from a generator with a fixed seed; where chance does not reach the data, say why: ${reviewed}`
    case 'environment':
      return environmentCure(standing, reviewed)
    case 'files':
      if (writes)
        return `return the data, or write it in an \`effect\`; where nobody relies on the file, say why: ${reviewed}`
      return `name the file as \`new URL('./file', import.meta.url)\`, or read it with \`source.files\`; where it never changes, say why: ${reviewed}`
    default:
      return `read it in a \`source\` with \`observe\`; where equal input always gives equal output, say why: ${reviewed}`
  }
}

function environmentCure({ inConfig }: Standing, reviewed: string): string {
  const cure = inConfig
    ? "use `env('NAME')`, which `open` of a resource is given, or make it a plain value of `resources`: both are part of the key"
    : "use `env('NAME')` of the context, which makes the variable part of the key"
  return `${cure}; where it does not reach the data, say why: ${reviewed}`
}
