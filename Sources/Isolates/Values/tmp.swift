extension Value: Decodable { public init(from d: any Decoder) throws { fatalError() }
 func decode<T: Decodable>(as: T.Type) throws -> T { fatalError() } }
