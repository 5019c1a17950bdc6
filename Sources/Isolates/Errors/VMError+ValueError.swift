extension VMError {
    /// The error for a value that can't be read.
    init(_ error: ValueError) {
        switch error.code {
        case .tooDeep, .tooLarge:
            self.init(.valueTooLarge, error.description)
            limit = error.limit
        case .malformed: self.init(.invalidValue, error.description)
        }
    }
}
