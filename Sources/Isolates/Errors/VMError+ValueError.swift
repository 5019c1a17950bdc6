extension VMError {
    /// What is wrong with a value that came in.
    init(_ error: ValueError) {
        switch error.code {
        case .tooDeep, .tooLarge:
            self.init(.valueTooLarge, error.description)
            limit = error.limit
        case .malformed: self.init(.invalidValue, error.description)
        }
    }
}
