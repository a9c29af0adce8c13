import type { CheckOptions } from '../../index.ts'
import type { DbtDeclared, DbtSource } from './answer.ts'

type CommonOptions = Pick<CheckOptions, 'description' | 'group' | 'tags' | 'owners'>

/** A node's description, group, tags and owner, as options of a definition; without an owner the one of its group. */
export const optionsOf = ({ config, group, groupOwner, ...rest }: DbtDeclared): CommonOptions => ({
  ...(typeof groupOwner === 'string' ? { owners: [groupOwner] } : {}),
  ...optionsFrom({ ...rest, meta: (config.meta ?? {}) as DbtSource['meta'] }),
  ...(group === null ? {} : { group }),
})

type Described = Pick<DbtSource, 'description' | 'tags' | 'meta'>

export function optionsFrom({ description, tags, meta: { owner } }: Described): Omit<CommonOptions, 'group'> {
  const owners = [owner].flat().filter((one) => typeof one === 'string')
  return {
    ...(description === '' ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    ...(owners.length === 0 ? {} : { owners }),
  }
}
