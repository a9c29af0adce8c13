import type { Trouble } from '../app/trouble.ts'
import type { StepError } from '../events.ts'
import { failingRows } from './render/run/failing-rows.ts'
import type { Style } from './text/style.ts'

/** `error CODE  place`, then the sentence, then the cure, both indented. Errors are parted by an empty line. */
export function renderTrouble({ errors, stack }: Trouble, style: Style): string {
  const blocks = errors.map((error) => renderError(error, style))
  if (stack === undefined) return blocks.join('\n\n')
  return [style.paint.faint(stack), ...blocks].join('\n')
}

export function renderError(error: StepError, style: Style): string {
  const { paint } = style
  const { code, message, at, facts, fix } = error
  const rows = failingRows(facts, style).map((line) => `  ${line}`)
  const head = `${paint.bad('error')} ${paint.strong(code)}${at === undefined ? '' : `  ${at}`}`
  const detail = indent(pointed(facts?.detail)).map(paint.faint)
  return [head, ...indent(message), ...detail, ...rows, ...indent(fix ?? '')].join('\n')
}

/** The line and the caret below it in what the data engine says of a statement: no sentence can replace them. */
function pointed(detail: unknown): string {
  return typeof detail === 'string' ? (/^LINE \d+:[\s\S]*/m.exec(detail)?.[0].trimEnd() ?? '') : ''
}

function indent(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`)
}
