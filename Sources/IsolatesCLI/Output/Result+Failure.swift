extension Result {
    /// Why there is no value; nil where there is one.
    var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let error): error
        }
    }
}
