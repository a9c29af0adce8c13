import type { ExplainView } from '../../../app/explain/explain-view.ts'
import { type Differences, type Fingerprint, fingerprintOf } from '../../../app/explain/fingerprint.ts'
import { listed } from '../../../util/text/lines.ts'
import type { Style } from '../../text/style.ts'
import { padEnd } from '../../text/width.ts'

/**
 * The ingredients that were compared and are equal, by their kind. Nothing where there is no record to compare with.
 */
export function sameLines({ explanation: { assessed }, verbose }: ExplainView, { paint }: Style): string[] {
  if (assessed.current === undefined) return []
  const { code, config, env, packages, inputs } = fingerprintOf(assessed)
  const most = verbose ? Number.POSITIVE_INFINITY : 6
  const { observed, salt } = assessed.current.record.ingredients
  const isChanged = (kind: string) => assessed.causes.some((cause) => cause.kind === kind)
  const files = fileTexts(code, most)
  const rows: readonly (readonly [label: string, names: readonly string[]])[] = [
    ['config', unchanged(config)],
    ['variables', unchanged(env).sort()],
    ['packages', directFirst(unchanged(packages))],
    ['reads', inputs.filter(({ changed }) => !changed).map(({ asset }) => readText(assessed, asset))],
    [
      'source',
      observed === undefined || isChanged('source_changed') || isChanged('source_unobserved')
        ? []
        : ['where it reads from has not moved'],
    ],
    ['salt', salt === undefined || isChanged('salt_changed') ? [] : [salt]],
  ]
  const labelled = (label: string, text: string) => `${paint.faint(padEnd(label, 9))}  ${text}`
  return [
    ...files.map((text, at) => labelled(at === 0 ? 'code' : '', text)),
    ...rows.flatMap(([label, names]) => (names.length === 0 ? [] : [labelled(label, listed(names, most))])),
  ]
}

/** `assets/text.ts split, clean`: a line a file. */
function fileTexts(code: Fingerprint['code'], most: number): string[] {
  const files = [...Map.groupBy(code, ({ file }) => file)].flatMap(([file, all]) => {
    const same = all.filter(({ change }) => change === 'unchanged').map(({ declaration }) => declaration)
    return same.length === 0 ? [] : [`${file}  ${listed(same, most)}`.trimEnd()]
  })
  const more = files.length - most
  return more > 1 ? [...files.slice(0, most), `and ${more} more files (-v)`] : files
}

function unchanged(all: Differences): string[] {
  return Object.entries(all).flatMap(([name, { change, after }]) => {
    if (change !== 'unchanged') return []
    const version = after?.split(' ')[0]
    return [version === undefined || version === 'set' ? name : `${name} ${version}`]
  })
}

/** What the code imports itself, and then what that depends on. */
function directFirst(packages: readonly string[]): readonly string[] {
  const isDirect = (name: string) => !name.includes(' > ')
  return [...packages.filter(isDirect), ...packages.filter((name) => !isDirect(name))]
}

function readText({ facts, current }: ExplainView['explanation']['assessed'], asset: string): string {
  const columns = current?.record.ingredients.inputs[facts.node.upstream.indexOf(asset)]?.columns ?? null
  return columns === null ? asset : `${asset} (${columns.join(', ')})`
}
