import type { DbtAnswer, DbtNode } from '../answer.ts'
import { tokensOf } from '../tokens.ts'

/**
 * Statements that change no row of any table: statistics, space, comments, rights and indexes. A unique index is left
 * out, because it refuses rows.
 */
const changesNoRow =
  /^(?:analy[sz]e|vacuum|checkpoint|force\s+checkpoint|comment\s+on|grant|revoke|create\s+(?:or\s+replace\s+)?index|drop\s+index)\b/i

/** Jinja that renders to a name: `{{ this }}`, `{{ target.schema }}`, `{{ ref('orders') }}`. */
const name =
  /\{\{-?\s*(?:this|target)(?:\.\w+)*\s*-?\}\}|\{\{-?\s*(?:ref|source)\((?:\s*'[^']*'\s*,?|\s*"[^"]*"\s*,?)+\)\s*-?\}\}/g

/** Matches a macro that creates views over files of models; the tables of a run are such views already. */
const registration = /\{\{-?\s*register_upstream_external_models\(\s*\)\s*-?\}\}/g

/** Whether a hook can be left out, because it changes no row. The text of a macro is not known here. */
export function isIdle(hook: string): boolean {
  const text = hook
    .replaceAll(/\{#[\s\S]*?#\}/g, '')
    .replaceAll(name, 'name')
    .replaceAll(registration, '')
  if (/\{[{%]/.test(text)) return false
  const statements: string[][] = [[]]
  for (const { text: token } of tokensOf(text)) {
    if (token === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.every((tokens) => tokens.length === 0 || changesNoRow.test(tokens.join(' ')))
}

const hookNames = ['pre-hook', 'post-hook'] as const

/** The texts of a node's hooks, not rendered. */
export const hooksOf = ({ config }: Pick<DbtNode, 'config'>): readonly string[] =>
  hookNames.flatMap((hook) => ((config[hook] ?? []) as readonly { readonly sql?: string }[]).map(({ sql = '' }) => sql))

/** The hooks of a run that may change rows. */
export const runHooksOf = ({ hooks }: Pick<DbtAnswer, 'hooks'>): DbtAnswer['hooks'] =>
  hooks.filter(({ text }) => !isIdle(text))
