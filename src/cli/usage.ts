import type { CommanderError } from 'commander'
import { AssetError } from '../errors.ts'

/** Commander's sentence, as one of our errors: its guess at what was meant becomes the cure. */
export function usageError(error: CommanderError, command: string | undefined): AssetError {
  const [sentence = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const guess = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join(' '))?.[1]
  const unknownCommand = error.code === 'commander.unknownCommand'
  const help = command === undefined || unknownCommand ? 'assets --help' : `assets ${command} --help`
  return new AssetError({
    code: 'CLI_USAGE',
    message: sentence.replaceAll("'", '"').replace(/\.$/, ''),
    fix: guess === undefined ? `see ${help}` : `did you mean ${guess}? See ${help}`,
  })
}
