import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Weight {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array<ArrayBuffer>
}

/** Finds the one weight whose name ends so; throws where there is none or more than one. */
export type FindWeight = (ending: string) => Weight

interface Manifest {
  readonly weightsManifest: readonly {
    readonly paths: readonly string[]
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[]
  }[]
}

/**
 * Reads the weights of a TensorFlow.js graph model: `model.json` lists them, and the files beside it hold their bytes
 * end to end. Format: https://www.tensorflow.org/js/guide/save_load (`weightsManifest`).
 */
export async function readWeights(folder: string): Promise<FindWeight> {
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Manifest
  const groups = await Promise.all(manifest.weightsManifest.map((group) => readGroup(folder, group)))
  const weights = groups.flat()
  return (ending) => {
    const [found, ...others] = weights.filter((weight) => weight.name.endsWith(ending))
    if (found === undefined || others.length > 0) {
      throw new Error(`${folder} has ${others.length > 0 ? 'several weights' : 'no weight'} named …${ending}`)
    }
    return found
  }
}

async function readGroup(folder: string, group: Manifest['weightsManifest'][number]): Promise<Weight[]> {
  const files = await Promise.all(group.paths.map((path) => readFile(join(folder, path))))
  const bytes = Buffer.concat(files)
  const weights: Weight[] = []
  let offset = 0
  for (const { name, shape, dtype } of group.weights) {
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`${name} is of type ${dtype}, which is not read here`)
    const length = shape.reduce((product, size) => product * size, 1) * Float32Array.BYTES_PER_ELEMENT
    const data = new Uint8Array(bytes.subarray(offset, offset + length)).buffer
    // The whole numbers are sizes and axes of the original graph. They are not needed, but their bytes count.
    if (dtype === 'float32') weights.push({ name, shape, data: new Float32Array(data) })
    offset += length
  }
  return weights
}
