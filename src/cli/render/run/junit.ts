import { isFine } from '../../../app/open/fine.ts'
import type { AssetView } from '../../../app/open/view.ts'
import { whyAlone } from '../../../app/words/why.ts'
import { visible } from '../../text/visible.ts'

/**
 * One test case an asset, in the form that CI servers read (https://github.com/testmoapp/junitxml): what fails the
 * check is a failure, what is not up to date and may be is skipped.
 */
export function junit(assets: readonly AssetView[], fails: (view: AssetView) => boolean): string {
  const cases = assets.map((view) => testCase(view, fails(view)))
  const bad = assets.filter((view) => !isFine(view))
  const failures = bad.filter(fails).length
  const skipped = bad.length - failures
  const counts = `tests="${assets.length}" failures="${failures}" errors="0" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="assets check" ${counts}>`,
    `  <testsuite name="assets check" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

function testCase(view: AssetView, isFailure: boolean): string {
  const { node, status, causes, failure } = view
  const [, file = node.at, line] = /^(.*?):(\d+)/.exec(node.at) ?? []
  const place = `file="${escaped(file)}"${line === undefined ? '' : ` line="${line}"`}`
  const open = `    <testcase classname="${node.kind}" name="${escaped(node.name)}" ${place}`
  if (isFine(view)) return `${open}/>`
  const why = `${status}: ${whyAlone(view)}`
  const all = [...(failure === undefined ? [] : [failure.message]), ...causes.map(({ message }) => message)].join('\n')
  const verdict = isFailure
    ? `      <failure type="${status}" message="${escaped(why)}">${escaped(all)}</failure>`
    : `      <skipped message="${escaped(why)}"/>`
  return [`${open}>`, verdict, '    </testcase>'].join('\n')
}

/** XML 1.0 has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll(controls, '\ufffd')
    .replaceAll(/[\u0080-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, visible)
}
const controls = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu
