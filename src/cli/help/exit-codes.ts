import { type ErrorCode, type ExitCode, errorCodes, exitCodes } from '../../errors.ts'
import { table } from '../text/table.ts'
import { paragraph } from './paragraph.ts'

/** Keyed by the closed list: a new exit code without a sentence here is a compile error. */
const meanings: { readonly [name in keyof typeof exitCodes]: string } = {
  ok: 'All is well. `assets status` ends with it whatever it shows.',
  bad: 'It ran as it should and the answer is bad: an asset or a blocking check failed, `assets check` found something not up to date, data is damaged.',
  usage:
    'Nothing was run: a wrong flag, an unknown asset, an empty selection, a cycle, SQL that does not parse, a project that does not load.',
  bug: 'A bug of assets itself. Please report it with what was printed.',
  busy: 'Another process holds what is needed, or something cannot be reached. Trying again later can help.',
  interrupted: 'Interrupted by Ctrl-C (SIGINT).',
  terminated: 'Ended by SIGTERM.',
}

/** `assets help exit-codes`: what each code means, and with which of them each error ends the command. */
export function exitCodesHelp(): string {
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]
  const rows = names.flatMap((name) => {
    const [first = '', ...more] = paragraph(meanings[name], { columns: 88 })
    return [[String(exitCodes[name]), first], ...more.map((line) => ['', line])]
  })
  return [
    'What the command ends with:',
    '',
    ...table([{ align: 'right' }, {}], rows),
    '',
    'Errors, by the code they end the command with. With --json they are `error.code`.',
    ...names.flatMap((name) => errorsOf(exitCodes[name])),
  ].join('\n')
}

function errorsOf(exitCode: ExitCode): string[] {
  const codes = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => errorCodes[code] === exitCode)
  if (codes.length === 0) return []
  return ['', `  ${exitCode}`, ...paragraph(codes.join(' '), { indent: 4 })]
}
