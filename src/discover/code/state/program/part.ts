import type { Unit } from '../../project-files.ts'
import type { Resource } from './resources.ts'

/** What some of the code that a loader reaches does, whichever loader that is. */
export interface Part {
  readonly units: Set<Unit>
  readonly resources: Set<Resource>
  /** Packages of schemas of which something is called. */
  readonly ofBuilders: Set<Resource>
  /** Something is called for what it does. */
  hasEffects: boolean
  /** The units whose contents are changed. */
  readonly opened: Set<Unit>
  /** Everything that is reached may be changed: something that came from elsewhere is. */
  opensAll: boolean
  /** Members are set in what is opened, which a function may have as well. */
  sets: boolean
  matches: boolean
  iterates: boolean
}

export function emptyPart(): Part {
  return {
    units: new Set(),
    resources: new Set(),
    ofBuilders: new Set(),
    hasEffects: false,
    opened: new Set(),
    opensAll: false,
    sets: false,
    matches: false,
    iterates: false,
  }
}

export function joinParts(parts: readonly Part[]): Part {
  return {
    units: new Set(parts.flatMap(({ units }) => [...units])),
    resources: new Set(parts.flatMap(({ resources }) => [...resources])),
    ofBuilders: new Set(parts.flatMap(({ ofBuilders }) => [...ofBuilders])),
    hasEffects: parts.some(({ hasEffects }) => hasEffects),
    opened: new Set(parts.flatMap(({ opened }) => [...opened])),
    opensAll: parts.some(({ opensAll }) => opensAll),
    sets: parts.some(({ sets }) => sets),
    matches: parts.some(({ matches }) => matches),
    iterates: parts.some(({ iterates }) => iterates),
  }
}
