import Testing

/// All tests of `isolates rpc`. One after the other: each starts processes of its own and watches the time.
@Suite("isolates rpc", .serialized)
enum RPCTests {}
