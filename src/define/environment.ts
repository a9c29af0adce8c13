/** Where nothing else is said: whose lock is committed. */
export const defaultEnvironment = 'development'
