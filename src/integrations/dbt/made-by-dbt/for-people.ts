import type { DbtAnswer, DbtNode } from '../answer.ts'
import { hooksOf, runHooksOf } from './hooks.ts'

/** The parts of a configuration that are meant for people. They change rows only if code reads them. */
const forPeople: ReadonlySet<string> = new Set([
  ...['access', 'description', 'docs', 'enabled', 'grants', 'group', 'meta', 'persist_docs', 'tags', 'quoting'],
  ...['column_types', 'packages'],
])

/** A configuration without the parts for people, unless code may read them. */
export const withoutNotes = (config: DbtNode['config'], areRead: boolean): DbtNode['config'] =>
  areRead ? config : Object.fromEntries(Object.entries(config).filter(([name]) => !forPeople.has(name)))

/** How code reads a node's own notes: `model.meta`, `config.get('meta')`, `dbt.config.get('meta')`. */
const ofItself = {
  sql: /\b(?:model|node|graph|meta|description)\b|\bconfig\s*\./,
  // Its function is called `model`.
  python: /\bmeta\b|\bconfig\s*\./,
}
/** Matches a read of one part of a configuration, by its name. */
const part = /\bconfig\s*\.\s*(?:get|require)\s*\(\s*(['"])(\w+)\1/g

/**
 * Whether the text of a node, or of a macro by which dbt makes it, may read the node's own notes.
 *
 * @param making Macros by which dbt makes the node, beside those that the node calls.
 */
export function readsNotes(answer: DbtAnswer, node: DbtNode, making: readonly string[]): boolean {
  const runHooks = runHooksOf(answer)
  const ids = [...node.macros, ...node.hookMacros, ...making, ...runHooks.flatMap(({ macros }) => macros)]
  const texts = [node.raw, ...hooksOf(node), ...runHooks.map(({ text }) => text)]
  const pattern = node.language === 'python' ? ofItself.python : ofItself.sql
  return [...texts, ...ids.map((id) => answer.macros[id]?.text ?? '')].some((text) =>
    pattern.test(text.replaceAll(part, (whole, _, name) => (forPeople.has(name) ? whole : ''))),
  )
}
