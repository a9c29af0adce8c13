import type { DefinitionKind } from '../../define/definition.ts'
import { assetKind } from './asset.ts'
import { checkKind } from './check.ts'
import { effectKind } from './effect.ts'
import type { Kind } from './kind.ts'
import { sourceDefinitionKind } from './source.ts'

/** Every kind of definition. */
export const kinds: Readonly<Record<DefinitionKind, Kind>> = {
  asset: assetKind,
  source: sourceDefinitionKind,
  check: checkKind,
  effect: effectKind,
}
