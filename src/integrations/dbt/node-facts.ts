import type { ForeignFacts, ForeignNote } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { codeOf } from './code.ts'
import type { DbtProject } from './dbt-project.ts'
import { fileOf } from './mistakes.ts'

/**
 * What is known of a model or a test while the project is loaded.
 *
 * @param settings Of its configuration: what decides what is made of its statement.
 */
export function nodeFacts(project: DbtProject, node: DbtNode, settings: object): ForeignFacts {
  const { answer, files } = project
  const reads = project.reads(node)
  const pieces = project.pieces(node)
  const inlined = project.inlined(node)
  const around = pieces === undefined ? { surroundings: project.surroundings(node) } : {}
  return {
    ...codeOf({
      node,
      answer,
      inlined,
      reads,
      pieces,
      again: project.piecesAgain(node),
      settings: { ...settings, ...around },
      hashes: files.files,
    }),
    upstream: reads.map(project.nameOf),
    notes: notesOf(node),
  }
}

/** What dbt gives to a text anew each time that it is rendered. */
const clocks = /run_started_at|invocation_id|thread_id|modules/

function notesOf(node: DbtNode): readonly ForeignNote[] {
  const what = clocks.exec(node.late ?? '')?.[0]
  if (what === undefined) return []
  return [{ kind: 'impurity', impurity: 'clock', what, declaration: 0, file: fileOf(node), line: 1 }]
}
