/**
 * Writes the few messages of ONNX that one encoder needs, as protocol buffers, without a protobuf library.
 * Field numbers: https://github.com/onnx/onnx/blob/v1.13.0/onnx/onnx.proto (IR version 8, opset 17).
 * Wire format: https://protobuf.dev/programming-guides/encoding/
 */

export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float64Array | BigInt64Array
}

/** A whole number, a list of them, or a float, which JavaScript cannot tell from a whole number by itself. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number }

export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** An input or output. A dimension that is a name may be of any size. */
export interface OnnxValue {
  readonly name: string
  readonly type: 'float64' | 'int64'
  readonly shape: readonly (number | string)[]
}

export interface OnnxGraph {
  readonly name: string
  /** In an order in which every node comes after the nodes it reads. */
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxTensor[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

const irVersion = 8
const opsetVersion = 17
const elementType = { float64: 11, int64: 7 } as const
const attributeType = { float: 1, int: 2, ints: 7 } as const

/** The bytes of a `ModelProto`: what `InferenceSession.create` takes in place of a file. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  return Buffer.concat([
    ...integer(1, irVersion),
    ...text(2, 'assetstore-example'),
    ...message(7, encodeGraph(graph)),
    ...message(8, integer(2, opsetVersion)),
  ])
}

/** Pieces of bytes, joined only once: the weights are large, and each level of nesting would copy them again. */
type Pieces = readonly Uint8Array[]

function encodeGraph(graph: OnnxGraph): Pieces {
  return [
    ...graph.nodes.flatMap((node) => message(1, encodeNode(node))),
    ...text(2, graph.name),
    ...graph.constants.flatMap((tensor) => message(5, encodeTensor(tensor))),
    ...graph.inputs.flatMap((value) => message(11, encodeValue(value))),
    ...graph.outputs.flatMap((value) => message(12, encodeValue(value))),
  ]
}

function encodeNode(node: OnnxNode): Pieces {
  return [
    ...node.inputs.flatMap((name) => text(1, name)),
    ...node.outputs.flatMap((name) => text(2, name)),
    ...text(4, node.op),
    ...Object.entries(node.attributes).flatMap(([name, value]) => message(5, [...text(1, name), ...attribute(value)])),
  ]
}

function attribute(value: OnnxAttribute): Pieces {
  if (typeof value === 'number') return [...integer(3, value), ...integer(20, attributeType.int)]
  if ('float' in value) return [...float(2, value.float), ...integer(20, attributeType.float)]
  return [...value.flatMap((item) => integer(8, item)), ...integer(20, attributeType.ints)]
}

function encodeTensor({ name, shape, data }: OnnxTensor): Pieces {
  const type = data instanceof Float64Array ? elementType.float64 : elementType.int64
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return [...shape.flatMap((size) => integer(1, size)), ...integer(2, type), ...text(8, name), ...message(9, [bytes])]
}

function encodeValue({ name, type, shape }: OnnxValue): Pieces {
  const dimensions = shape.flatMap((size) => message(1, typeof size === 'string' ? text(2, size) : integer(1, size)))
  const tensorType = [...integer(1, elementType[type]), ...message(2, dimensions)]
  return [...text(1, name), ...message(2, message(1, tensorType))]
}

const wire = { varint: 0, delimited: 2, fixed32: 5 } as const

function integer(field: number, value: number): Pieces {
  return [varint((field << 3) | wire.varint), varint(value)]
}

function text(field: number, value: string): Pieces {
  return message(field, [Buffer.from(value, 'utf8')])
}

function message(field: number, content: Pieces): Pieces {
  const size = content.reduce((sum, piece) => sum + piece.byteLength, 0)
  return [varint((field << 3) | wire.delimited), varint(size), ...content]
}

function float(field: number, value: number): Pieces {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return [varint((field << 3) | wire.fixed32), bytes]
}

/** Negative numbers take ten bytes, as the two's complement in 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Uint8Array.from(bytes)
}
