import { type GraphBuilder, graphBuilder } from './graph-builder.ts'
import type { OnnxGraph } from './onnx-writer.ts'
import type { FindWeight, Weight } from './weights.ts'

/** Names of the graph's only input (word pieces, int64 [pieces]) and only output (float64 [1, 512]). */
export const graphInput = 'pieces'
export const graphOutput = 'embedding'
export const dimensions = 512
/** The original graph cuts a text after this many word pieces. */
export const maxPieces = 128

const pieceDimensions = 256
const heads = 4

interface Parts {
  readonly graph: GraphBuilder
  readonly weight: FindWeight
}

/**
 * The Universal Sentence Encoder (lite): a transformer of two layers, the mean over the pieces, and one dense layer
 * with tanh, scaled to length 1. It is the graph of the package's `model.json` for a single text. One text has no
 * padding, so that the masks of the original fall away, and no companions, so that they cannot change its bits. It
 * is computed in 64 bits, of weights of 32: how the last bits of a sum are rounded depends on the processor.
 *
 * Cer et al., Universal Sentence Encoder, https://arxiv.org/abs/1803.11175; Vaswani et al.,
 * https://arxiv.org/abs/1706.03762
 */
export function useLiteGraph(weight: FindWeight): OnnxGraph {
  const graph = graphBuilder()
  const parts = { graph, weight }
  const first = transformerLayer(parts, 0, embedPieces(parts))
  const second = transformerLayer(parts, 1, first)
  const mean = graph.op('ReduceMean', [second], { axes: [0], keepdims: 1 })
  const hidden = graph.op('Tanh', [dense(parts, mean, named(weight, 'tanh_layer_0/weights', 'tanh_layer_0/bias'))])
  const embedding = graph.op('LpNormalization', [hidden], { axis: 1, p: 2 })
  return {
    name: 'use-lite',
    nodes: [...graph.nodes, { op: 'Identity', inputs: [embedding], outputs: [graphOutput], attributes: {} }],
    constants: graph.constants,
    inputs: [{ name: graphInput, type: 'int64', shape: ['pieces'] }],
    outputs: [{ name: graphOutput, type: 'float64', shape: [1, dimensions] }],
  }
}

/** [pieces, 256]: the vectors of the pieces (added twice, as in the original) and the timing of their places. */
function embedPieces({ graph, weight }: Parts): string {
  const table = weight('module/Embeddings_en')
  const vectors = graph.op('Gather', [graph.constant(table.shape, table.data), graphInput], { axis: 0 })
  const timing = graph.constant([maxPieces, pieceDimensions], timingTable(weight))
  const places = graph.op('Slice', [timing, graph.integers(0), graph.op('Shape', [graphInput]), graph.integers(0)])
  return graph.op('Add', [graph.op('Mul', [vectors, graph.scalar(2)]), places])
}

/** Sines, then cosines, of the place times each frequency: computed in 32 bits, as the original does at run time. */
function timingTable(weight: FindWeight): Float32Array {
  const frequencies = weight('AddTimingSignal/TimingSignal/ExpandDims_1').data
  const half = pieceDimensions / 2
  const table = new Float32Array(maxPieces * pieceDimensions)
  for (let place = 0; place < maxPieces; place++) {
    frequencies.forEach((frequency, index) => {
      const angle = Math.fround(place * frequency)
      table[place * pieceDimensions + index] = Math.sin(angle)
      table[place * pieceDimensions + half + index] = Math.cos(angle)
    })
  }
  return table
}

/** [pieces, 256 or 512] → [pieces, 512]. The first layer also widens what it carries past its attention. */
function transformerLayer(parts: Parts, layer: 0 | 1, input: string): string {
  const { graph, weight } = parts
  const prefix = `Encode/Layer_${layer}/TransformerLayer/`
  const width = layer === 0 ? pieceDimensions : dimensions
  const attended = attention(parts, { prefix, width, layer }, layerNorm(parts, prefix, input))
  const widen = () => {
    const names = ['dense/kernel', 'dense/bias'].map((name) => `${prefix}${name}/ConcatPartitions/concat`)
    return dense(parts, input, named(weight, names[0]!, names[1]!))
  }
  const sum = graph.op('Add', [attended, layer === 0 ? widen() : input])
  return graph.op('Add', [feedForward(parts, layer, sum), sum])
}

function attention(parts: Parts, at: { prefix: string; width: number; layer: 0 | 1 }, input: string): string {
  const { graph, weight } = parts
  const { prefix, width, layer } = at
  const size = width / heads
  const name = (part: string) => `${prefix}MultiheadAttention/${part}`
  const scale = graph.constant(
    [],
    weight(`TransformerStack/Layer_${layer}/TransformerLayer/MultiheadAttention/mul/y`).data,
  )
  const joint = dense(parts, input, {
    kernel: { ...weight(name('qkv_transform_single/kernel/part_0')), shape: [width, 3 * width] },
    bias: weight(name('qkv_transform_single/bias/ConcatPartitions/concat')),
  })
  const [query, key, value] = graph.thirds(joint, width)
  const split = (part: string, perm: number[]) =>
    graph.op('Transpose', [graph.op('Reshape', [part, graph.integers(0, heads, size)])], { perm })
  const scaled = graph.op('Mul', [split(query, [1, 0, 2]), scale])
  const weights = graph.op('Softmax', [graph.op('MatMul', [scaled, split(key, [1, 2, 0])])], { axis: -1 })
  const read = graph.op('Transpose', [graph.op('MatMul', [weights, split(value, [1, 0, 2])])], { perm: [1, 0, 2] })
  return dense(parts, graph.op('Reshape', [read, graph.integers(0, width)]), {
    kernel: { ...weight(name('output_transform_single/kernel/part_0')), shape: [width, dimensions] },
    bias: weight(name('output_transform_single/bias/ConcatPartitions/concat')),
  })
}

function feedForward(parts: Parts, layer: 0 | 1, input: string): string {
  const { graph, weight } = parts
  const prefix = `Encode/Layer_${layer}/TransformerLayer/FFN/`
  const kernel = (name: string) => `TransformerStack/Layer_${layer}/TransformerLayer/FFN/${name}/Tensordot/Reshape_1`
  const bias = (name: string) => `${prefix}${name}/bias/ConcatPartitions/concat`
  const normal = layerNorm(parts, prefix, input)
  const inner = graph.op('Relu', [dense(parts, normal, named(weight, kernel('conv1'), bias('conv1')))])
  return dense(parts, inner, named(weight, kernel('conv2'), bias('conv2')))
}

function layerNorm({ graph, weight }: Parts, prefix: string, input: string): string {
  const part = (name: string) => {
    const { shape, data } = weight(
      `${prefix}layer_prepostprocess/layer_norm/layer_norm_${name}/ConcatPartitions/concat`,
    )
    return graph.constant(shape, data)
  }
  return graph.op('LayerNormalization', [input, part('scale'), part('bias')], { axis: -1, epsilon: { float: 1e-6 } })
}

interface DenseWeights {
  readonly kernel: Pick<Weight, 'shape' | 'data'>
  readonly bias: Pick<Weight, 'shape' | 'data'>
}

function named(weight: FindWeight, kernel: string, bias: string): DenseWeights {
  return { kernel: weight(kernel), bias: weight(bias) }
}

function dense({ graph }: Parts, input: string, { kernel, bias }: DenseWeights): string {
  const product = graph.op('MatMul', [input, graph.constant(kernel.shape, kernel.data)])
  return graph.op('Add', [product, graph.constant(bias.shape, bias.data)])
}
