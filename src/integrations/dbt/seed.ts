import { relative, sep } from 'node:path'
import { member, type Source } from '../../index.ts'
import type { DbtNode, SeedFile } from './answer.ts'
import type { DbtPlace } from './mistakes.ts'
import { optionsOf } from './options.ts'

/** A seed is a source: its CSV file, read with the types that dbt gives to its columns. */
export function seedSource({ root }: DbtPlace, node: DbtNode & { readonly seed: SeedFile }): Source {
  const { path, delimiter, columns } = node.seed
  const glob = relative(root, path).split(sep).join('/')
  return member.source.table(escapeGlob(glob), {
    ...optionsOf(node),
    format: 'csv',
    ...{ delimiter, header: true, columns: Object.fromEntries(columns), empty: 'allow' },
  })
}

const escapeGlob = (path: string): string => path.replaceAll(/[*?[\]{}()!+@\\]/g, '\\$&')
