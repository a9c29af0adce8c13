import { basename } from 'node:path'
import type { ForeignFacts, ForeignNote } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { codeOf } from './code.ts'
import type { DbtProject } from './dbt-project.ts'
import { functionsOf } from './graph-names.ts'
import { fileOf } from './mistakes.ts'
import { canonicalPieces } from './relations.ts'

interface NodeSettings {
  /** The part of its configuration that decides what is made of its statement. */
  readonly settings: object
  /** Macros by which dbt makes it. */
  readonly making?: readonly string[]
  /** The text that decides the result, if it is not the node's own. */
  readonly meaning?: readonly string[] | undefined
}

/** The facts of a model or a test when the project is loaded. */
export function nodeFacts(
  project: DbtProject,
  node: DbtNode,
  { settings, making = [], meaning: other }: NodeSettings,
): ForeignFacts {
  const { answer, files } = project
  const meaning = other ?? meaningOf(project, node)
  const around = meaning === undefined ? { surroundings: project.surroundings(node) } : {}
  const { packages } = node.python ?? {}
  return {
    ...codeOf({
      ...{ node, answer, meaning, making, hashes: files.files },
      inlined: [...project.inlined(node), ...functionsOf(answer)(node)],
      settings: { ...settings, ...around },
    }),
    // A node and a source may be the same table.
    upstream: [...new Set(project.reads(node).map(project.nameOf))],
    ...(packages === undefined || other !== undefined ? {} : { packages }),
    notes: other === undefined ? notesOf(node) : [],
  }
}

function meaningOf(project: DbtProject, node: DbtNode): readonly string[] | undefined {
  if (node.python !== undefined)
    return [node.python.code, ...node.python.modules.flatMap(([path, , code]) => [basename(path), code])]
  const reads = project.reads(node)
  const pieces = project.pieces(node)
  if (pieces === undefined) return undefined
  const again = project.piecesAgain(node)
  return [pieces, ...(again === undefined ? [] : [again])].map((one) => canonicalPieces(one, reads))
}

/** Names whose values dbt gives anew each time that it renders a text. */
const clocks = /run_started_at|invocation_id|thread_id|modules/

function notesOf(node: DbtNode): readonly ForeignNote[] {
  const place = { declaration: 0, file: fileOf(node), line: 1 }
  const what = clocks.exec(node.late ?? '')?.[0]
  const unseen = node.python?.unseen ?? []
  return [
    ...(what === undefined ? [] : [{ ...place, kind: 'impurity', impurity: 'clock', what } as const]),
    ...unseen.map((name) => ({ ...place, kind: 'impurity', impurity: 'files', what: `import ${name}` }) as const),
  ]
}
