import { isFine } from '../../../app/open/fine.ts'
import type { AssetView } from '../../../app/open/view.ts'
import { fixOf } from '../../../app/words/cure.ts'
import { whyAlone } from '../../../app/words/why.ts'
import { visible } from '../../text/visible.ts'
import { type CheckView, upToDateText } from '../plan/check.ts'

const mostAnnotations = 10

/**
 * Workflow commands that put each verdict at the asset's own line in a pull request
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). GitHub shows ten of a kind a step.
 */
export function annotations(assets: readonly AssetView[], fails: (view: AssetView) => boolean = () => true): string[] {
  const bad = assets.filter((one) => !isFine(one))
  // What fails the build comes first: GitHub drops the rest.
  return [...bad.filter(fails), ...bad.filter((one) => !fails(one))].slice(0, mostAnnotations).map((view) => {
    const { node, status } = view
    const [, file = node.at, line = '1'] = /^(.*?):(\d+)/.exec(node.at) ?? []
    const properties = `file=${property(file)},line=${line},title=${property(`${node.name} is ${status}`)}`
    return `::${fails(view) ? 'error' : 'warning'} ${properties}::${message(whyAlone(view))}`
  })
}

/** Markdown for the file that `GITHUB_STEP_SUMMARY` names. */
export function stepSummary({ assets, all, unasked = [], environment }: CheckView): string {
  const bad = assets.filter((one) => !isFine(one))
  const notes = unasked.flatMap((line) => ['', cell(line)])
  if (bad.length === 0) return `${[upToDateText(assets.length), ...notes].join('\n')}\n`
  const rows = bad.map((view) => `| ${cell(view.node.name)} | ${view.status} | ${cell(whyAlone(view))} |`)
  const head = [
    `### ${bad.length} of ${assets.length} assets are not up to date`,
    '',
    '| asset | status | why |',
    '|---|---|---|',
  ]
  return [...head, ...rows, ...notes, '', `Fix: \`${fixOf(assets, all, environment)}\``, ''].join('\n')
}

function cell(text: string): string {
  return visible(text).replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function message(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
