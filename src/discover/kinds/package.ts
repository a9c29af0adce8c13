import type { SourceOrigin } from '../../define/definition.ts'
import { observePackage } from '../observe/observe-package.ts'
import { contentRule, globRule, sourceRules } from '../options/common-rules.ts'
import { checkOptions, text } from '../options/option-rules.ts'
import { packageRows } from '../origins/package-rows.ts'
import { fileColumns } from './files.ts'
import type { SourceKind } from './source-kind.ts'

type PackageOrigin = Extract<SourceOrigin, { readonly type: 'package' }>

/** `source.package(name, glob, { as })`: a row a file of an installed package. */
export const packageKind: SourceKind<PackageOrigin> = {
  type: 'package',
  roots: ['as'],
  mistakes: ({ origin, options }) => [
    ...checkOptions(origin, { rules: { type: text, name: text, glob: globRule, as: contentRule }, required: ['as'] }),
    ...checkOptions(options, { rules: sourceRules }),
  ],
  keyed: () => [],
  observe: async (origin, { root, lookups }) => ({
    type: 'known',
    version: (await observePackage(root, origin, lookups)).version,
  }),
  // A linked package is source under a package's name: no question about packages shows that it changes.
  evidence: (_, observation) =>
    observation.type === 'known' && observation.version.includes(' linked ') ? 'unknowable' : 'covered',
  rows: async (origin, { root }) => packageRows(root, origin),
  columns: ({ as }) => fileColumns(as),
}
