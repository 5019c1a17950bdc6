import Isolates

extension Value {
    /// The value as a string of JSON.
    func text(limits: ValueLimits = ValueLimits()) throws -> String {
        String(decoding: try json(limits: limits), as: UTF8.self)
    }
}
