import { canonicalJson } from '../../util/canonical-json.ts'
import type { CheckRun, Documented, DocumentedCheck, DocumentedTable } from './collect.ts'
import { type Html, html, type Page } from './html.ts'

/** One page a table, one page a check, and one that leads to them. */
export function pagesOf(documented: Documented): readonly Page[] {
  return [
    indexPage(documented),
    ...documented.tables.map((one) => tablePage(one, documented)),
    ...documented.checks.map((one) => checkPage(one, documented)),
  ]
}

const fileOf = (kind: 'table' | 'check', name: string): string => `${kind}-${encodeURIComponent(name)}.html`
const link = (kind: 'table' | 'check', name: string): Html => html`<a href="${fileOf(kind, name)}">${name}</a>`
const when = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
const nav = html`<nav><a href="index.html">All tables and checks</a></nav>`
const nothing = html``

function mark(result: CheckRun | undefined): Html {
  if (result === undefined) return html`<span class="mark faint">not judged yet</span>`
  const { passed, warning } = result.check
  if (!passed && result.warns) return html`<span class="mark warn">! failed, which only warns</span>`
  if (!passed) return html`<span class="mark bad">✗ failed</span>`
  return warning === undefined
    ? html`<span class="mark good">✓ passed</span>`
    : html`<span class="mark warn">! passed with warnings</span>`
}

function indexPage({ tables, checks }: Documented): Page {
  const failed = checks.filter(({ results: [last] }) => last?.check.passed === false && !last.warns).length
  const body = html`<h1>Tables and checks</h1>
<p class="faint">${tables.length} tables, ${checks.length} checks${failed === 0 ? '' : `, ${failed} failed`}</p>
<h2>Checks</h2>
<div class="scroll"><table><tr><th>Check</th><th>Of</th><th>Last result</th><th>When</th></tr>
${checks.map((one) => html`<tr><td>${link('check', one.name)}</td><td class="name">${one.tables.join(', ')}</td><td>${mark(one.results[0])}</td><td class="faint">${one.results[0] === undefined ? '' : when(one.results[0].at)}</td></tr>`)}
</table></div>
<h2>Tables</h2>
<div class="scroll"><table><tr><th>Table</th><th class="number">Rows</th><th class="number">Columns</th><th>Made</th></tr>
${tables.map((one) => html`<tr><td>${link('table', one.name)}</td><td class="number">${one.latest?.rows ?? ''}</td><td class="number">${one.columns.length}</td><td class="faint">${one.latest === undefined ? 'never' : when(one.latest.at)}</td></tr>`)}
</table></div>`
  return { file: 'index.html', title: 'Tables and checks', body }
}

function tablePage(
  { name, description, at, kind, columns, latest, checks }: DocumentedTable,
  { checks: all }: Documented,
): Page {
  const areDescribed = columns.some(({ description }) => description !== undefined)
  const lastOf = (check: string) => all.find((one) => one.name === check)?.results[0]
  const body = html`${nav}
<h1>${name}</h1>
${description === undefined ? nothing : html`<p>${description}</p>`}
<p class="faint">${kind} · ${at} · ${latest === undefined ? 'never made' : `${latest.rows} rows · version ${latest.version.slice(0, 12)} · ${when(latest.at)}`}</p>
<h2>Columns</h2>
<div class="scroll"><table><tr><th>Column</th><th>Type</th>${areDescribed ? html`<th>Description</th>` : nothing}</tr>
${columns.map((column) => html`<tr><td>${column.name}</td><td><code>${column.type}</code></td>${areDescribed ? html`<td>${column.description ?? ''}</td>` : nothing}</tr>`)}
</table></div>
<h2>Checks</h2>
<div class="scroll"><table><tr><th>Check</th><th>Last result</th></tr>
${checks.map((check) => html`<tr><td>${link('check', check)}</td><td>${mark(lastOf(check))}</td></tr>`)}
</table></div>`
  return { file: fileOf('table', name), title: name, body }
}

function checkPage({ name, description, at, tables, results }: DocumentedCheck, documented: Documented): Page {
  const [last] = results
  const isPage = (table: string) => documented.tables.some((one) => one.name === table)
  const of = tables.map((table) => (isPage(table) ? link('table', table) : html`${table}`))
  const body = html`${nav}
<h1>${name}</h1>
${description === undefined ? nothing : html`<p>${description}</p>`}
<p class="faint">check · ${at} · of ${of.reduce((all, one) => html`${all}, ${one}`)}</p>
<p>${mark(last)} ${last === undefined ? nothing : html`<span class="faint">${when(last.at)} · run ${last.run}</span>`}</p>
${last?.check.message === undefined ? nothing : html`<p>${last.check.message}</p>`}
${last === undefined ? nothing : html`${resultTable(last)}${failingRows(last, { name, tables })}`}
${results.length === 0 ? nothing : history(results)}`
  return { file: fileOf('check', name), title: name, body }
}

/** A few of the failing rows, and the command that shows all of them. */
function failingRows(
  { check: { sample = [] }, keepsRows }: CheckRun,
  { name, tables }: Pick<DocumentedCheck, 'name' | 'tables'>,
) {
  const columns = [...new Set(sample.flatMap(Object.keys))]
  if (columns.length === 0) return nothing
  return html`<h2>Rows that fail</h2>
<div class="scroll"><table><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr>
${sample.map((row) => html`<tr>${columns.map((column) => html`<td>${shortText(row[column] ?? null)}</td>`)}</tr>`)}
</table></div>
${keepsRows ? html`<p class="faint">All of them: <code>assets show ${tables[0] ?? ''} --failing ${name}</code></p>` : nothing}`
}

interface Expectation {
  readonly success: boolean
  readonly expectation_config: {
    readonly type: string
    readonly kwargs: Readonly<Record<string, unknown>>
    readonly severity: string
    readonly meta?: { readonly notes?: unknown }
  }
  readonly result: Readonly<Record<string, unknown>>
  readonly exception_info: { readonly exception_message: string | null }
}

/** A suite shows its expectations and rules show each rule; any other check shows its message and rows alone. */
function resultTable({ check }: CheckRun): Html {
  const { results = [] } = (check.validation ?? {}) as { readonly results?: readonly Expectation[] }
  const rules = check.rules ?? []
  if (results.length === 0 && rules.length === 0) return nothing
  const lines =
    results.length > 0
      ? results.map(expectationLine)
      : rules.map((rule) =>
          line(rule.passed, {
            severity: rule.severity,
            name: rule.rule,
            options: rule.columns.join(', '),
            found: `${rule.failing}`,
          }),
        )
  return html`<h2>${results.length > 0 ? 'Expectations' : 'Rules'}</h2>
<div class="scroll"><table><tr><th></th><th>What is expected</th><th>What was found</th></tr>
${lines}
</table></div>`
}

function expectationLine({
  success,
  expectation_config: { type, kwargs, severity, meta },
  result,
  exception_info: { exception_message: message },
}: Expectation): Html {
  const options = Object.entries(kwargs)
    .filter(([name, value]) => value !== null && !quiet.includes(name))
    .map(([name, value]) => `${name} ${shortText(value)}`)
  return line(success, {
    severity,
    name: type.replace(/^expect_/, '').replaceAll('_', ' '),
    options: options.join(' · '),
    notes: notesOf(meta?.notes),
    found: message ?? findings(result),
  })
}

/** What the authors of a suite say of an expectation: a text, several, or either with its format beside it. */
function notesOf(notes: unknown): string {
  if (typeof notes === 'string') return notes
  if (Array.isArray(notes)) return notes.map(notesOf).join(' ')
  return typeof notes === 'object' && notes !== null && 'content' in notes ? notesOf(notes.content) : ''
}

const quiet: readonly string[] = ['result_format', 'catch_exceptions', 'include_config', 'batch_id', 'meta']

function findings({
  unexpected_count: count,
  unexpected_percent: percent,
  partial_unexpected_list: list,
  observed_value: observed,
}: Expectation['result']): string {
  if (typeof count === 'number' && observed === undefined) {
    if (count === 0) return 'none unexpected'
    const share = typeof percent === 'number' ? ` (${Number(percent.toPrecision(3))} %)` : ''
    const examples =
      Array.isArray(list) && list.length > 0 ? `: ${[...new Set(list.map(shortText))].slice(0, 5).join(', ')}` : ''
    return `${count} unexpected${share}${examples}`
  }
  return observed === undefined ? '' : shortText(observed)
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(valueText).join(', ') : (canonicalJson(value) ?? 'null')
}

/** A page is read by people: of a long value it has the beginning. */
function shortText(value: unknown): string {
  const characters = [...valueText(value).slice(0, 2 * mostCharacters + 2)]
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : characters.join('')
}
const mostCharacters = 300

interface Line {
  readonly severity: string
  readonly name: string
  readonly options: string
  readonly notes?: string
  readonly found: string
}

function line(success: boolean, { severity, name, options, notes = '', found: text }: Line): Html {
  const warns = severity === 'warning' || severity === 'info' || severity === 'warn'
  const sign = success
    ? html`<span class="mark good">✓</span>`
    : html`<span class="mark ${warns ? 'warn' : 'bad'}">${warns ? '!' : '✗'}</span>`
  return html`<tr><td>${sign}</td><td>${name}<br><span class="faint">${options}</span>${notes === '' ? nothing : html`<br>${notes}`}</td><td>${text}</td></tr>`
}

/** A bar for each result, the oldest first; its height is the share that passed. */
function history(results: readonly CheckRun[]): Html {
  const bars = results.toReversed().map((one) => {
    const share = shareOf(one)
    const { passed, warning } = one.check
    const warns = passed && warning !== undefined
    const kind = passed ? (warns ? 'warned' : '') : 'failed'
    return html`<span class="${kind}" style="height: ${Math.round(share * 100)}%" title="${when(one.at)}: ${passed ? 'passed' : 'failed'}${warns ? ', with a warning' : ''}"></span>`
  })
  return html`<h2>History</h2>
<div class="history">${bars}</div>
<div class="scroll"><table><tr><th>When</th><th>Result</th><th class="number">Held</th><th>Run</th></tr>
${results.map((one) => html`<tr><td>${when(one.at)}</td><td>${mark(one)}</td><td class="number">${Math.round(shareOf(one) * 100)} %</td><td class="faint name">${one.run}</td></tr>`)}
</table></div>`
}

function shareOf({ check: { passed, rules = [] } }: CheckRun): number {
  if (rules.length === 0) return passed ? 1 : 0
  return rules.filter((rule) => rule.passed).length / rules.length
}
