import type { Definition } from '../../define/definition.ts'
import { resourceOptions } from '../../define/project/resource.ts'
import { isJson, isPlain } from '../../util/canonical-json.ts'
import { own } from '../../util/own.ts'
import { functionOf } from '../kinds/source-kinds.ts'
import { type ContextRead, contextReads, type ReadPath } from './context-reads.ts'

/**
 * A part of a resource's settings that a function reads: names that lead to it, from the resource on, and what is
 * there.
 */
export interface SettingRead {
  readonly path: ReadPath
  /** `undefined` where there is nothing. */
  readonly value: unknown
  /** The order of its keys may be seen. */
  readonly isOrdered: boolean
}
/** The parts that are read; without them the resource counts whole. */
export interface SettingReads {
  readonly parts?: readonly SettingRead[]
  /** The order of its keys may be seen. */
  readonly isOrdered: boolean
}

/**
 * Which parts of the resources a function reads. A resource counts whole that is opened, that is no plain data, or that
 * the function takes as it is. The text of the function is looked at when it is first asked for: most name no settings.
 */
export function settingReads(definition: Definition): (name: string, value: unknown) => SettingReads {
  let reads: readonly ContextRead[] | undefined
  let isParsed = false
  return (name, value) => {
    if (typeof value !== 'object' || value === null || resourceOptions(value) !== undefined) return { isOrdered: false }
    const run = functionOf(definition)
    if (!isParsed && typeof run === 'function') reads = contextReads(run)
    isParsed = true
    const ofIt = reads?.filter(({ path: [first] }) => first === name)
    if (ofIt === undefined) return { isOrdered: true }
    const whole = ofIt.filter(({ path }) => path.length === 1)
    if (whole.length > 0 || !isPlain(value) || !isJson(value))
      return { isOrdered: ofIt.some(({ looksUp }) => !looksUp) }
    return { parts: ofIt.map((contextRead) => settingAt(name, value, contextRead)), isOrdered: false }
  }
}

/** A text, a number or a list is read as a whole, whatever members follow. */
function settingAt(name: string, value: unknown, { path: [, ...path], looksUp }: ContextRead): SettingRead {
  let at = value
  const taken = [name]
  for (const member of path) {
    if (typeof at !== 'object' || at === null || !isPlain(at)) break
    at = own(at as Readonly<Record<string, unknown>>, member)
    taken.push(member)
  }
  return { path: taken, value: at, isOrdered: !looksUp }
}
