import type { SourceDefinition } from '../../define/definition.ts'
import { sourceRules } from '../options/common-rules.ts'
import { functionKind } from './function.ts'
import type { Kind } from './kind.ts'
import { sourceKind } from './source-kinds.ts'

/** `sourceKinds` has what depends on where a source's data is. */
export const sourceDefinitionKind: Kind<SourceDefinition> = {
  rules: sourceRules,
  roots: functionKind.roots,
  mistakes: (definition) => sourceKind(definition.origin).mistakes(definition),
  keyed: (definition) => sourceKind(definition.origin).keyed(definition),
}
