public struct JSONWriter {}
