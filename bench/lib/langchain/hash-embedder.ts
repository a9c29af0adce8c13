/** The length of every vector. */
export const dimensions = 16

/**
 * Text to vectors without a model: each text seeds a generator of numbers (FNV-1a, then mulberry32). Equal texts have equal vectors and
 * others hardly ever. Stands in for a model where only the number of texts counts, and not what is near to what.
 */
export function embedByHash(texts: readonly string[]): Float32Array[] {
  return texts.map((text) => {
    let seed = 0x811c9dc5
    for (let index = 0; index < text.length; index += 1) seed = Math.imul(seed ^ text.charCodeAt(index), 0x01000193)
    return Float32Array.from({ length: dimensions }, () => {
      seed = (seed + 0x6d2b79f5) | 0
      const mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 - 0.5
    })
  })
}
