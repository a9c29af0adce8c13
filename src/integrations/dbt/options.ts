import type { CheckOptions } from '../../index.ts'
import type { DbtDeclared, DbtSource } from './answer.ts'

type CommonOptions = Pick<CheckOptions, 'description' | 'group' | 'tags' | 'owners'>

/** A node's description, group, tags and owner, as options of a definition. */
export const optionsOf = ({ config, group, ...rest }: DbtDeclared): CommonOptions => ({
  ...optionsFrom({ ...rest, meta: (config.meta ?? {}) as DbtSource['meta'] }),
  ...(group === null ? {} : { group }),
})

type Described = Pick<DbtSource, 'description' | 'tags' | 'meta'>

export function optionsFrom({ description, tags, meta: { owner } }: Described): Omit<CommonOptions, 'group'> {
  return {
    ...(description === '' ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    ...(typeof owner === 'string' ? { owners: [owner] } : {}),
  }
}
