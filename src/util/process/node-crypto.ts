import type * as crypto from 'node:crypto'

/**
 * What is used of `node:crypto` by a command that may have nothing to do. Loading it takes 5 ms, more than a twentieth
 * of such a command, so that each of these functions loads it when it is called. For a few short texts `shortHash` does
 * without it.
 */
const node = (): typeof crypto => process.getBuiltinModule('node:crypto')

export const createHash = (algorithm: string): crypto.Hash => node().createHash(algorithm)
export const hash = (algorithm: string, data: crypto.BinaryLike): string => node().hash(algorithm, data)
export const randomUUID = (): string => node().randomUUID()
