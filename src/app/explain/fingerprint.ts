import type { Assessed } from '../../plan/assess.ts'
import { codeChanges, splitLabel } from '../../plan/code-changes.ts'
import { own } from '../../util/own.ts'
import type { ExplainedAsset } from './explanation.ts'

/**
 * Everything an asset is made from: as it is now, against what its current record was made from. Without a record all
 * of it is added.
 */
export interface Fingerprint {
  readonly code: readonly { readonly file: string; readonly declaration: string; readonly change: Change }[]
  readonly config: Differences
  readonly env: Differences
  readonly packages: Differences
  readonly inputs: readonly {
    readonly parameter: string
    readonly asset: string
    /** What the current record read; `null` where it did not read it. */
    readonly version: string | null
    readonly changed: boolean
  }[]
}
export type Change = 'unchanged' | 'edited' | 'added' | 'removed'
/** By pointer, variable or package; `before` is missing where it is new, `after` where it is gone. */
export type Differences = Readonly<
  Record<string, { readonly before?: string; readonly after?: string; readonly change: Change }>
>

export function fingerprintOf({ facts, current, causes }: ExplainedAsset): Fingerprint {
  const before = current?.record.ingredients
  const changedInputs = new Set(causes.flatMap(({ kind, subject }) => (kind === 'upstream_changed' ? [subject] : [])))
  return {
    code: codeChanges(before?.code ?? {}, facts.code.parts).map(({ label, change }) => ({
      ...splitLabel(label),
      change,
    })),
    config: differences(before?.config ?? {}, facts.config),
    env: environmentOf(before?.environment ?? {}, causes),
    packages: differences(before?.packages ?? {}, facts.packages),
    inputs: facts.node.upstream.map((asset, ordinal) => {
      const input = before?.inputs[ordinal]
      return {
        parameter: asset,
        asset,
        version: input?.version ?? null,
        changed: input === undefined || changedInputs.has(asset),
      }
    }),
  }
}

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Differences {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return Object.fromEntries(names.map((name) => [name, difference(own(before, name), own(after, name))]))
}

function difference(before: string | undefined, after: string | undefined): Differences[string] {
  return {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    change:
      before === after ? 'unchanged' : before === undefined ? 'added' : after === undefined ? 'removed' : 'edited',
  }
}

/** Only a hash of a variable is kept, since its value may be a secret. So the answer says only whether it changed. */
function environmentOf(before: Readonly<Record<string, string>>, causes: Assessed['causes']): Differences {
  const changed = new Map(
    causes.flatMap(({ kind, subject, after }) => (kind === 'env_changed' ? [[subject, after]] : [])),
  )
  return Object.fromEntries(
    Object.entries(before).map(([name, was]) => {
      const now = changed.has(name) ? changed.get(name) : was
      const setOrNot = (value: string | undefined) => (value === 'unset' ? {} : { value: 'set' })
      const [from, to] = [setOrNot(was).value, setOrNot(now).value]
      return [name, { ...difference(from, to), change: changed.has(name) ? changeOf(from, to) : 'unchanged' }]
    }),
  )
}

function changeOf(from: string | undefined, to: string | undefined): Change {
  return from === undefined ? 'added' : to === undefined ? 'removed' : 'edited'
}
