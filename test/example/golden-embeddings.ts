/**
 * Computed once with the model's own runtime and tokenizer: @energetic-ai/core and @energetic-ai/embeddings, both
 * 0.2.0. `values` is every 64th of the 512 numbers, `sum` the sum of all.
 */
export interface GoldenEmbedding {
  readonly text: string
  readonly pieces: readonly number[]
  readonly values: readonly number[]
  readonly sum: number
}

/** The text of the last one is longer than the model reads. */
export const goldenEmbeddings: readonly GoldenEmbedding[] = [
  {
    text: 'Good evening.',
    pieces: [702, 4100, 6],
    values: [-0.0166949, 0.0523275, -0.0319804, 0.0473553, 0.0522791, 0.0522077, -0.051265, 0.0523454],
    sum: 0.663501,
  },
  {
    text: 'We will raise the minimum wage for American workers.',
    pieces: [215, 49, 2808, 9, 4090, 4790, 22, 799, 2655, 6],
    values: [-0.0384308, -0.0304341, -0.0458872, 0.0569655, 0.0081546, -0.0560399, 0.0190597, -0.0040098],
    sum: 0.184533,
  },
  {
    text: 'Our soldiers came home from Iraq with honor.',
    pieces: [2603, 5767, 615, 312, 50, 4071, 28, 3391, 6],
    values: [0.0586511, -0.0538445, 0.0359397, -0.0096423, -0.0565575, 0.0296293, -0.029918, 0.0182602],
    sum: 0.257497,
  },
  {
    text: 'The state of our Union is strong, and it is growing stronger because of the courage of its people: teachers, nurses, soldiers, and small-business owners in all 50 States.',
    pieces: [
      34, 470, 14, 183, 3901, 18, 930, 8, 12, 21, 18, 2215, 5025, 130, 14, 9, 7386, 14, 164, 95, 57, 4396, 8, 5504, 7,
      8, 5767, 8, 12, 554, 24, 971, 7, 3967, 4080, 15, 65, 1274, 1684, 6,
    ],
    values: [-0.0217991, -0.0348363, -0.0006925, 0.073504, 0.0371972, 0.0413953, -0.043548, -0.0024469],
    sum: 0.954422,
  },
  {
    text: Array(40).fill('We must pass this bill.').join(' '),
    pieces: Array(40).fill([215, 558, 1244, 43, 1745, 6]).flat(),
    values: [-0.0161781, -0.0394466, 0.0184497, 0.0075776, 0.0529287, 0.0011021, 0.013141, 0.0485894],
    sum: 0.325489,
  },
]
