// The package says where its types are, but does not ship them. Its API is that of onnxruntime-common.
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common'
}
