import { followRef } from '../exports.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

/**
 * Whether anything that is reached may distinguish a function from an arrow, or observe `console`. Then the older form
 * counts, which keeps both.
 */
export function tellsForms(files: ProjectFiles, reached: readonly Unit[]): boolean {
  return reached.some((unit) => {
    const { forms, state } = unit.facts
    const replaces = state.writes?.some((write) => write.to === 'global' && /^(?:console|\*)$/.test(write.name))
    if (replaces || forms?.any) return true
    const targets = forms?.made?.flatMap((ref) => followRef(files, unit.module, ref).targets) ?? []
    return targets.some(({ target }) => target.to === 'unit' && (target.members.length > 0 || !isClass(target.unit)))
  })
}

function isClass({ facts: { names, classes = [] } }: Unit): boolean {
  return names.length === 1 && classes.includes(names[0] as string)
}
