/** A whole number as the 128 bits that Arrow keeps a decimal in: two's complement, the lowest word first. */
export function fixed128(value: bigint): Uint32Array {
  const words = new Uint32Array(4)
  for (let index = 0; index < 4; index += 1) words[index] = Number(BigInt.asUintN(32, value >> BigInt(32 * index)))
  return words
}
