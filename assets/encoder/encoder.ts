import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encodeModel } from './onnx-writer.ts'
import { createTokenizer, type Vocabulary } from './tokenizer.ts'
import { dimensions, graphInput, graphOutput, maxPieces, useLiteGraph } from './use-lite-graph.ts'
import { readWeights } from './weights.ts'

export interface EncoderSettings {
  /** The package of the weights, with the version that has to be installed: `name@version`. */
  readonly model: string
  readonly dimensions: number
  /** A longer text is cut after this many word pieces. */
  readonly maxTokens: number
}

export interface Embedding {
  /** Of length 1. */
  readonly vector: Float32Array
  /** How many word pieces the text has, counted before it is cut. */
  readonly tokens: number
  readonly truncated: boolean
}

/** One embedding a text, in the order of the texts. */
export type Encoder = (texts: readonly string[]) => Promise<Embedding[]>

/**
 * Opens the Universal Sentence Encoder (lite). The texts go through the model one by one: a batch of one shape would
 * have to be padded, and one by one a text has the same bits whatever its companions are. On another processor it
 * has them too, so that the version that the lock names is that of every machine.
 *
 * @throws where the installed weights are not those of the settings, and, when called, where a text has no word pieces.
 */
export async function openEncoder(settings: EncoderSettings): Promise<Encoder> {
  const folder = await modelFolder(settings)
  const [weights, vocabulary] = await Promise.all([
    readWeights(folder),
    readFile(join(folder, 'vocab.json'), 'utf8').then((text) => JSON.parse(text) as Vocabulary),
  ])
  const tokenize = createTokenizer(vocabulary)
  const session = await InferenceSession.create(encodeModel(useLiteGraph(weights)), {
    // On a busy machine two threads wait for each other: twice as slow as one there. The other cores are for other
    // assets.
    intraOpNumThreads: 1,
    // What the runtime joins beyond that has no kernels for 64 bits.
    graphOptimizationLevel: 'basic',
    // A plan of the memory is made for every new length of text, and is worth nothing for the next one.
    enableMemPattern: false,
    logSeverityLevel: 3,
  })
  return async (texts) => {
    const pieces = texts.map((text) => known(tokenize(text), text))
    const embeddings: Embedding[] = []
    for (const all of pieces) {
      const vector = await run(session, all.slice(0, settings.maxTokens))
      embeddings.push({ vector, tokens: all.length, truncated: all.length > settings.maxTokens })
      // The runtime answers before the event loop has had a turn: without one a Ctrl-C waits for the whole batch.
      await setImmediate()
    }
    return embeddings
  }
}

/** The folder of the weights, when they are the ones that the settings speak of: other weights make other vectors. */
async function modelFolder(settings: EncoderSettings): Promise<string> {
  const at = settings.model.lastIndexOf('@')
  const [name, wanted] = [settings.model.slice(0, at), settings.model.slice(at + 1)]
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
  if (version !== wanted) {
    throw new Error(`the settings of the encoder say ${settings.model}, but version ${version} is installed`)
  }
  if (settings.dimensions !== dimensions || settings.maxTokens > maxPieces) {
    throw new Error(`${name} makes ${dimensions} dimensions out of at most ${maxPieces} word pieces`)
  }
  return join(dirname(manifest), 'dist')
}

function known(pieces: number[], text: string): number[] {
  if (pieces.length > 0) return pieces
  throw new Error(`a text without a single known word piece cannot be embedded: ${JSON.stringify(text.slice(0, 80))}`)
}

async function run(session: InferenceSession, pieces: readonly number[]): Promise<Float32Array> {
  const input = new Tensor('int64', BigInt64Array.from(pieces, BigInt), [pieces.length])
  const { [graphOutput]: output } = await session.run({ [graphInput]: input })
  return Float32Array.from(output!.data as Float64Array, rounded)
}

const steps = 2 ** 20

/**
 * To a multiple of 2⁻²⁰, which 32 bits hold exactly. Two processors add in another order or by other instructions, and
 * differ in the last of 64 bits, 30 and more bits below: that they round to two sides of a step is next to never. There
 * is one zero, of no sign.
 */
function rounded(value: number): number {
  return (Math.round(value * steps) + 0) / steps
}
