extension Context {
    /// Encodes a value for the worker, and registers the functions in it so that scripts can call them.
    func encode(_ value: Value) throws(VMError) -> [UInt8] {
        do {
            var functions: [Value.Function] = []
            let json = try value.json(limits: limits, functions: &functions)
            events.calls.functions.add(functions, to: self)
            return json
        } catch {
            throw VMError(error)
        }
    }

    /// Decodes a value from the worker. The functions and promises in it keep the context alive.
    func decode(_ json: [UInt8]) throws(ValueError) -> Value {
        try Value(json: json, limits: limits) { Handle($0, of: self) }
    }
}
