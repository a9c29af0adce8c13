import { type StateWatch, write } from './watch.ts'

/** What `performance.mark` and its like leave for whoever asks. */
export const marks = 'performance marks'

const marking =
  /^(?:mark|measure|clear(?:Marks|Measures|ResourceTimings)|markResourceTiming|setResourceTimingBufferSize|timerify)$/
const askingMarks = /^getEntries(?:ByName|ByType)?$/

/** Why everything may depend on a call of a function of this name; `undefined` for all other names. */
export function changesProcess(name: string): string | undefined {
  switch (name) {
    case 'chdir':
      return 'changes the working directory'
    case 'loadEnvFile':
      return 'changes process.env'
    case 'createObjectURL':
    case 'revokeObjectURL':
      return `changes the object URLs of the process (${name})`
    case 'runInThisContext':
    case 'compileFunction':
      return `runs text as code (${name})`
    default:
      return undefined
  }
}

/** A member that is the platform's by its name, whatever has it: `const clock = performance`, `({ mark }) => …`. */
export function noteMember(watch: StateWatch, member: string): void {
  const what = changesProcess(member)
  if (what !== undefined) write(watch, { to: 'all', what })
  if (marking.test(member)) write(watch, { to: 'global', name: marks })
  if (askingMarks.test(member)) watch.sets.globals.add(marks)
  // `Error.stackTraceLimit` is for whatever is thrown.
  if (member === 'stack') watch.sets.globals.add('Error')
}

/** `performance[name]('a')`. */
export function noteComputedMember(watch: StateWatch, root: string | undefined, members: readonly string[]): void {
  if (root !== 'performance' || !members.includes('*')) return
  write(watch, { to: 'global', name: marks })
  watch.sets.globals.add(marks)
}
