import { createHash } from './node-crypto.ts'

/** So much is hashed here by one process: that takes a fifth of the time in which `node:crypto` is loaded. */
let bytesLeft = 4_096

/**
 * sha256 of a text, as 64 hex digits. The first few short ones are hashed here: a command that has nothing to do hashes
 * a variable or two, and loading `node:crypto` for that would take a twentieth of its time.
 */
export function shortHash(text: string): string {
  if (text.length > bytesLeft) return createHash('sha256').update(text).digest('hex')
  const bytes = Buffer.from(text)
  bytesLeft -= bytes.length
  return sha256(bytes)
}

const words = 16
const rounds = 64
/** One bit that ends the message, and its length in bits as 64 of them. */
const endBytes = 9

/** As FIPS 180-4 has it, in its names: H is the state, K the constants of the rounds, W the schedule of a block. */
export function sha256(message: Uint8Array): string {
  const blocks = Math.ceil((message.length + endBytes) / 64)
  const text = Buffer.alloc(blocks * 64)
  text.set(message)
  text[message.length] = 0x80
  text.writeUInt32BE(Math.floor(message.length / 2 ** 29), text.length - 8)
  text.writeUInt32BE((message.length << 3) >>> 0, text.length - 4)
  const H = Int32Array.from(initial)
  const W = new Int32Array(rounds)
  for (let at = 0; at < text.length; at += 64) {
    for (let t = 0; t < words; t += 1) W[t] = text.readInt32BE(at + t * 4)
    for (let t = words; t < rounds; t += 1) {
      const [before, last] = [W[t - 15] as number, W[t - 2] as number]
      const sigma0 = rotation(before, 7) ^ rotation(before, 18) ^ (before >>> 3)
      const sigma1 = rotation(last, 17) ^ rotation(last, 19) ^ (last >>> 10)
      W[t] = (sigma1 + (W[t - 7] as number) + sigma0 + (W[t - 16] as number)) | 0
    }
    compress(H, W)
  }
  return Buffer.from(H.buffer).swap32().toString('hex')
}

function compress(H: Int32Array, W: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = H as unknown as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < rounds; t += 1) {
    const sum1 = rotation(e, 6) ^ rotation(e, 11) ^ rotation(e, 25)
    const choice = (e & f) ^ (~e & g)
    const first = (h + sum1 + choice + (K[t] as number) + (W[t] as number)) | 0
    const sum0 = rotation(a, 2) ^ rotation(a, 13) ^ rotation(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + sum0 + majority) | 0
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) H[index] = ((H[index] as number) + value) | 0
}

const rotation = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/**
 * The first 32 bits of the fractions of the square roots of the first 8 primes, and of the cube roots of the first 64.
 */
const initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
const K = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]
