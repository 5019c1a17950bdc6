#if TESTABLE_WORKER
    import CJavaScriptCore
    import CSeccomp
    import Glibc

    /// The function `systemCall`, with the number of the descriptor for introductions as a property.
    func makeSystemCallFunction(_ context: JSGlobalContextRef, introductions: Int32) -> JSObjectRef {
        let function = makeFunction(context, "", systemCallFunction)
        setProperty(context, function, "introductions", JSValueMakeNumber(context, Double(introductions)))
        return function
    }

    /// `systemCall(name, ...arguments)` makes a system call and returns the kernel's result; a negative number is an
    /// error.
    ///
    /// An argument is a number, a text or a typed array. Of the latter two, the address is passed.
    private let systemCallFunction: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, _ in
        guard let context, let arguments, count > 0, count <= 7 else { return JSValueMakeUndefined(context) }
        let name = textOfString(arguments[0], in: context)?.description ?? ""
        var numbers = [Int](repeating: 0, count: 6)
        for index in 1..<max(1, count) { numbers[index - 1] = systemCallArgument(arguments[index]!, in: context) }
        let result = systemCall(Int(seccomp_syscall_resolve_name(name)), numbers)
        return JSValueMakeNumber(context, Double(result))
    }

    /// syscall(2), which Swift does not import because it is variadic. The supported processors pass integers to
    /// variadic functions as to others.
    private func systemCall(_ number: Int, _ arguments: [Int]) -> Int {
        typealias Function = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
        let function = unsafeBitCast(dlsym(nil, "syscall"), to: Function.self)
        let a = arguments
        let result = function(number, a[0], a[1], a[2], a[3], a[4], a[5])
        return result == -1 ? -Int(errno) : result
    }

    private func systemCallArgument(_ value: JSValueRef, in context: JSContextRef) -> Int {
        // The kernel may use it until the worker ends.
        if let text = textOfString(value, in: context) { return Int(bitPattern: strdup(text.description)) }
        if let object = JSValueToObject(context, value, nil),
            let bytes = JSObjectGetTypedArrayBytesPtr(context, object, nil)
        {
            return Int(bitPattern: bytes)
        }
        return Int(JSValueToNumber(context, value, nil))
    }
#endif
