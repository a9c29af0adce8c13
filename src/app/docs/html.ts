/** A piece of a page: text in it is escaped, pieces are not escaped again. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | readonly Html[]

/** `` html`<p>${text}</p>` ``: an inserted value is escaped as text, unless it is `Html` itself. */
export function html(text: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: text.map((piece, at) => piece + (at < parts.length ? pieceOf(parts[at] as Part) : '')).join('') }
}

function pieceOf(part: Part): string {
  if (typeof part === 'object') return 'html' in part ? part.html : part.map((one) => one.html).join('\n')
  return escaped(String(part))
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => names[sign] as string)

export interface Page {
  /** The file's name, in one folder with all others. */
  readonly file: string
  readonly title: string
  readonly body: Html
}

/** The mark of a page that `docs` has written and may write again. */
export const generator = '<meta name="generator" content="assets docs">'

/** A whole page, which asks for nothing else: no script, no font, no network. */
export function pageText({ title, body }: Page): string {
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>`
  return `<!doctype html>\n<html lang="en"><head>${head.html}\n${generator}\n<style>${style}</style></head>\n<body>\n${body.html}\n</body></html>\n`
}

const style = `
:root { color-scheme: light dark; --text: #1d2329; --faint: #5c6670; --line: #d9dee3; --back: #ffffff; --good: #1a7f37; --bad: #c62828; --warn: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --faint: #98a2ac; --line: #363d45; --back: #15191d; --good: #4ac26b; --bad: #ff7b72; --warn: #d9a441; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
a { color: inherit; }
nav, .faint { color: var(--faint); font-size: .875rem; }
h1 { font-size: 1.5rem; margin: .25rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th { text-align: left; white-space: nowrap; font-weight: 600; color: var(--faint); font-size: .8125rem; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.name { min-width: 5.5rem; }
code { font: .875em ui-monospace, monospace; overflow-wrap: break-word; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.mark { white-space: nowrap; font-weight: 600; }
.history { display: flex; gap: 2px; align-items: flex-end; height: 2.5rem; }
.history span { flex: 1; max-width: 1rem; min-height: 2px; background: var(--good); }
.history span.failed { background: var(--bad); } .history span.warned { background: var(--warn); }
@media (max-width: 32rem) { .mark { white-space: normal; } }
`
