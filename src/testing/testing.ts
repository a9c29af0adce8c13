import { requestOf } from '../app/alone/request.ts'
import { AssetError } from '../index.ts'
import { resultOf } from './result.ts'
import type { OptionsOf, ResultOf, Runnable } from './types.ts'

export type {
  AssetRunOptions,
  CheckRun,
  EffectRun,
  EffectRunOptions,
  Given,
  GivenRows,
  LoggedLine,
  RowsRun,
  Runnable,
  RunOptions,
  SourceRunOptions,
} from './types.ts'
export { AssetError }

/**
 * Runs one asset, check, effect or source with the tables that are given: no store, no command, and nothing else of the
 * project is called. Inputs and results go through the same code as in `assets materialize`, so values, schemas,
 * quarantine, timeouts and errors behave as they do there.
 *
 *     const rows = await run(word_counts, { given: { sentences: [{ path: 'a', text: 'b c' }] } })
 *
 * @throws AssetError what its run would fail with; `TEST_GIVEN` where what is given is not what it reads. What the
 * function throws, as it is.
 */
export async function run<Definition extends Runnable>(
  definition: Definition,
  ...[options]: OptionsOf<Definition>
): Promise<ResultOf<Definition>> {
  const request = requestOf(definition, options)
  // Loads DuckDB only here, so that an import of this module alone is quick.
  const { runAlone } = await import('../app/alone/run-alone.ts')
  return resultOf(await runAlone(request)) as ResultOf<Definition>
}
