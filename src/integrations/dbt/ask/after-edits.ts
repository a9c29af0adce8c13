import { existsSync, readFileSync } from 'node:fs'
import type { DbtAnswer, DbtNode } from '../answer.ts'
import { fileOf } from '../mistakes.ts'
import type { ProjectFiles } from '../project-files.ts'
import { sha256 } from './kept-answer.ts'
import { renderedAfter } from './template.ts'

/**
 * Files that contain the text of one model or one test and nothing else: path -> node. An edit of such a file may
 * change only SQL, between tags of Jinja.
 */
export function filesOfTexts({ nodes }: DbtAnswer): ReadonlyMap<string, DbtNode> {
  const files = new Map<string, DbtNode>()
  const shared = new Set<string>()
  for (const node of nodes) {
    const file = fileOf(node)
    if (files.has(file)) shared.add(file)
    files.set(file, node)
  }
  return new Map([...files].filter(([file, node]) => !shared.has(file) && isText(file, node)))
}

const isText = (file: string, { type, language }: DbtNode): boolean =>
  file.endsWith('.sql') && language === 'sql' && (type === 'model' || type === 'test')

/**
 * dbt's answer after edits of these files, derived from the answer before. Undefined where only dbt can give it, such
 * as after an edit of a tag.
 */
export function answerAfterEdits(answer: DbtAnswer, { files, packages }: ProjectFiles): DbtAnswer | undefined {
  const edits = new Map<string, string>()
  for (const [file, node] of filesOfTexts(answer)) {
    const text = textOf(file, files.get(file) ?? packages.get(file))
    if (text === undefined) return undefined
    if (text !== node.raw) edits.set(node.id, text)
  }
  if (edits.size > 0 && seesTexts(answer)) return undefined
  const nodes: DbtNode[] = []
  for (const node of answer.nodes) {
    const text = edits.get(node.id)
    const edited = text === undefined ? node : afterEdit(answer, node, text)
    if (edited === undefined) return undefined
    nodes.push(edited)
  }
  return { ...answer, nodes }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text as dbt reads it; undefined where it is no text, or has changed since it was hashed. */
function textOf(file: string, hash: string | undefined): string | undefined {
  if (!existsSync(file)) return undefined
  const bytes = readFileSync(file)
  if (sha256(bytes) !== hash) return undefined
  try {
    return utf8.decode(bytes).trim()
  } catch {
    return undefined
  }
}

/** Whether some text may read the texts of other nodes. */
const seesTexts = ({ nodes, macros, hooks, functions }: DbtAnswer): boolean =>
  [
    ...[...nodes, ...functions].map(({ raw }) => raw),
    ...hooks.map(({ text }) => text),
    ...Object.values(macros).map(({ text }) => text),
  ].some((text) => /\b(?:graph|context|builtins)\b/.test(text))

/** Matches code that reads the text of the model that is rendered. */
const readsOwnText = /\b(?:raw|compiled)_(?:code|sql)\b|\bchecksum\b|\bmodel\b(?!\s*\.)/

function afterEdit(answer: DbtAnswer, node: DbtNode, text: string): DbtNode | undefined {
  const isEphemeral = ({ config }: DbtNode) => config.materialized === 'ephemeral'
  // dbt writes an ephemeral model into its readers, and a unit test contains the statement of its model.
  const isWritten = isEphemeral(node) || answer.unitTests.some(({ model }) => model === node.id)
  const inlines = answer.nodes.some((one) => node.depends.includes(one.id) && isEphemeral(one))
  const own = [
    ...(node.raw.match(/\{[{%][\s\S]*?[}%]\}/g) ?? []),
    ...node.macros.map((id) => answer.macros[id]?.text ?? ''),
  ]
  if (isWritten || inlines || own.some((one) => readsOwnText.test(one))) return undefined
  // Wherever this word occurs, dbt compiles the text a second time.
  if (/is_incremental/.test(node.raw) !== /is_incremental/.test(text)) return undefined
  const { compiled, compiledAgain } = node
  const [statement, again] = renderedAfter(
    node.raw,
    text,
    [compiled, compiledAgain].flatMap((one) => one ?? []),
  ) ?? [null]
  if (statement === null) return undefined
  return {
    ...{ ...node, raw: text },
    ...(compiled === undefined ? {} : { compiled: statement as string }),
    ...(typeof compiledAgain === 'string' ? { compiledAgain: again as string } : {}),
  }
}
