import { isHold } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import { isFine } from '../open/fine.ts'
import type { AssetView } from '../open/view.ts'

/** The words of `--fail-on`. Each status that is not fine belongs to one of them. */
const trouble = ['stale', 'missing', 'failed', 'tests', 'late'] as const
export type Trouble = (typeof trouble)[number]

/**
 * `stale` covers what may be stale, `missing` what has lost its file, `tests` the checks that failed and the assets
 * they hold back, `failed` also what waits for the receipt of an effect, `late` what is past its due time.
 */
export function troubleOf(view: AssetView): Trouble | undefined {
  if (isFine(view)) return undefined
  const { status, node, failure, causes } = view
  if (failure !== undefined && (nodeKinds[node.kind].judges || failure.code === 'CHECK_FAILED')) return 'tests'
  switch (status) {
    case 'stale':
    case 'maybe':
    case 'running':
      return 'stale'
    case 'missing':
    case 'broken':
      return 'missing'
    case 'blocked':
      return causes.find(isHold)?.kind === 'receipt_refused' ? 'failed' : 'tests'
    case 'failed':
    case 'error':
      return 'failed'
    case 'unknown':
    case 'pinned':
    case 'fresh':
      return 'late'
    default:
      return unreachable(status)
  }
}

/**
 * The words of `--fail-on`, separated by commas. Without any, everything fails.
 *
 * @throws AssetError `CLI_USAGE` for an unknown word.
 */
export function parseFailOn(words: string | undefined): ReadonlySet<Trouble> {
  if (words === undefined) return new Set(trouble)
  const names = words.split(',').map((word) => word.trim())
  const strange = names.find((word) => !isTrouble(word))
  if (strange === undefined) return new Set(names.filter(isTrouble))
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `--fail-on does not know "${strange}"`,
    fix: `say one or more of ${trouble.join(', ')}, with commas between`,
  })
}

function isTrouble(word: string): word is Trouble {
  return (trouble as readonly string[]).includes(word)
}
