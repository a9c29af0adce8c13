import type { SourceDefinition } from '../../define/definition.ts'
import { sourceRules } from '../options/common-rules.ts'
import { functionKind } from './function.ts'
import type { Kind } from './kind.ts'
import { sourceKind } from './source-kinds.ts'

/** What a source does in its own way is told by where its data is: see `sourceKinds`. */
export const sourceDefinitionKind: Kind<SourceDefinition> = {
  rules: sourceRules,
  roots: functionKind.roots,
  mistakes: (definition) => sourceKind(definition.origin).mistakes(definition),
  keyed: (definition) => sourceKind(definition.origin).keyed(definition),
}
