/** From this many partitions on, the values that their records share are read only once. */
export const manyAlike = 200
