import Testing

/// All tests of `isolates serve`. One after the other: each starts processes of its own and watches the time.
@Suite("isolates serve", .serialized)
enum ServiceTests {}
