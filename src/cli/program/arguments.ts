import { type Command, InvalidArgumentError } from 'commander'

/** The selection grammar is the same for every command that selects. */
export function selecting(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('[selection...]', 'names, globs, +name+, tag:x … (assets help selection)')
    .option('--select <selection>', 'the same, as a flag; may be repeated', collect)
    .option('--exclude <selection>', 'but not these; may be repeated', collect)
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

export function positive(value: string): number {
  const number = natural(value)
  if (number < 1) throw new InvalidArgumentError('It has to be a whole number from 1 on')
  return number
}

export function natural(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It has to be a whole number')
  return Number(value)
}
