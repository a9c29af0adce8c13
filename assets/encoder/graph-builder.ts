import type { OnnxAttribute, OnnxNode, OnnxTensor } from './onnx-writer.ts'

type Attributes = Readonly<Record<string, OnnxAttribute>>

/** The operators of the encoder, so that its graph reads as formulas. Every method returns the name of its result. */
export interface GraphBuilder {
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxTensor[]
  constant(shape: readonly number[], data: Float32Array | Float64Array): string
  scalar(value: number): string
  integers(...values: number[]): string
  op(name: string, inputs: readonly string[], attributes?: Attributes): string
  /** Splits the last dimension into three equal parts. */
  thirds(input: string, size: number): readonly [string, string, string]
}

export function graphBuilder(): GraphBuilder {
  const nodes: OnnxNode[] = []
  const constants: OnnxTensor[] = []
  let count = 0
  const fresh = () => `v${count++}`

  function add(tensor: Omit<OnnxTensor, 'name'>): string {
    const name = fresh()
    constants.push({ name, ...tensor })
    return name
  }
  function node(op: string, inputs: readonly string[], rest: { outputs: string[]; attributes?: Attributes }): void {
    nodes.push({ op, inputs, outputs: rest.outputs, attributes: rest.attributes ?? {} })
  }
  function integers(...values: number[]): string {
    return add({ shape: [values.length], data: BigInt64Array.from(values, BigInt) })
  }

  return {
    nodes,
    constants,
    constant: (shape, data) => add({ shape, data: Float64Array.from(data) }),
    scalar: (value) => add({ shape: [], data: Float64Array.of(value) }),
    integers,
    op(name, inputs, attributes = {}) {
      const output = fresh()
      node(name, inputs, { outputs: [output], attributes })
      return output
    },
    thirds(input, size) {
      const outputs = [fresh(), fresh(), fresh()] as [string, string, string]
      node('Split', [input, integers(size, size, size)], { outputs, attributes: { axis: -1 } })
      return outputs
    },
  }
}
