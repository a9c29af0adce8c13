import type { DbtNode } from '../answer.ts'
import type { DbtProject } from '../dbt-project.ts'
import { hooksOf, runHooksOf } from './hooks.ts'

/** The parts of a configuration that are said to people, and change rows where code reads them alone. */
const forPeople: ReadonlySet<string> = new Set([
  ...['access', 'description', 'docs', 'enabled', 'grants', 'group', 'meta', 'persist_docs', 'tags', 'quoting'],
  ...['column_types', 'packages'],
])

/** A configuration without what is said to people, unless code may read it. */
export const withoutNotes = (config: DbtNode['config'], areRead: boolean): DbtNode['config'] =>
  areRead ? config : Object.fromEntries(Object.entries(config).filter(([name]) => !forPeople.has(name)))

/** How Jinja and Python name what a node says of itself: `model.meta`, `config.get('meta')`, `dbt.config.get('meta')`. */
const ofItself = /\b(?:model|node|graph|meta)\b|\bconfig\s*\.|\bdescription\b/

/**
 * Whether the text of a node, or of a macro that it is made by, may read what the node says of itself.
 *
 * @param making Macros by which it is made, beside those that it calls.
 */
export function readsNotes({ answer }: Pick<DbtProject, 'answer'>, node: DbtNode, making: readonly string[]): boolean {
  const runHooks = runHooksOf(answer)
  const ids = [...node.macros, ...node.hookMacros, ...making, ...runHooks.flatMap(({ macros }) => macros)]
  const texts = [node.raw, ...hooksOf(node), ...runHooks.map(({ text }) => text)]
  return [...texts, ...ids.map((id) => answer.macros[id]?.text ?? '')].some((text) => ofItself.test(text))
}
