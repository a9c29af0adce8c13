/** From so many partitions on, what their records have in common is read once. */
export const manyAlike = 200
