extension Result {
    /// The error; nil if there is a value.
    var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let error): error
        }
    }
}
