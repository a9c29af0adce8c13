import type { CheckOptions } from '../../index.ts'
import type { DbtDeclared } from './answer.ts'

type CommonOptions = Pick<CheckOptions, 'description' | 'group' | 'tags' | 'owners'>

/** What dbt says of a node for people: its description, its group, its tags and who owns it. */
export function optionsOf({ description, group, tags, config }: DbtDeclared): CommonOptions {
  const { owner } = (config.meta ?? {}) as { readonly owner?: unknown }
  return {
    ...(description === '' ? {} : { description }),
    ...(group === null ? {} : { group }),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    ...(typeof owner === 'string' ? { owners: [owner] } : {}),
  }
}
