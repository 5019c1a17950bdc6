import CSeccomp
import Glibc

/// A filter's rule for one system call.
struct SystemCallRule {
    private let name: String
    private let action: UInt32
    private let conditions: [scmp_arg_cmp]

    /// Allows the call if every condition holds.
    static func allow(_ name: String, where conditions: scmp_arg_cmp...) -> Self {
        Self(name: name, action: UInt32(SCMP_ACT_ALLOW), conditions: conditions)
    }

    /// Ends the process if every condition holds.
    static func forbid(_ name: String, where conditions: scmp_arg_cmp...) -> Self {
        Self(name: name, action: UInt32(SCMP_ACT_KILL_PROCESS), conditions: conditions)
    }

    /// Makes the call fail with `code`, without effect, if every condition holds.
    static func refuse(_ name: String, _ code: Int32, where conditions: scmp_arg_cmp...) -> Self {
        Self(name: name, action: isolates_seccomp_errno(code), conditions: conditions)
    }

    /// Returns 0 or a negative errno, like seccomp_rule_add(3).
    func add(to filter: scmp_filter_ctx) -> Int32 {
        let number = seccomp_syscall_resolve_name(name)
        // This libseccomp does not know the call. An allow-list forbids whatever it leaves out.
        guard number != __NR_SCMP_ERROR else { return 0 }
        return seccomp_rule_add_array(filter, action, number, UInt32(conditions.count), conditions)
    }
}

extension scmp_arg_cmp {
    /// The argument, counted from 0, equals this number.
    static func argument(_ index: UInt32, is value: UInt64) -> Self {
        Self(arg: index, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
    }

    /// The argument, counted from 0, equals this number, apart from the bits of `others`.
    static func argument(_ index: UInt32, is value: UInt64, besides others: UInt64) -> Self {
        Self(arg: index, op: SCMP_CMP_MASKED_EQ, datum_a: ~others, datum_b: value)
    }

    /// The argument, counted from 0, differs from this number.
    static func argument(_ index: UInt32, isNot value: UInt64) -> Self {
        Self(arg: index, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)
    }

    /// The argument, counted from 0, has all of these bits.
    static func argument(_ index: UInt32, hasAllOf bits: UInt64) -> Self {
        Self(arg: index, op: SCMP_CMP_MASKED_EQ, datum_a: bits, datum_b: bits)
    }

    /// The argument, counted from 0, has none of these bits.
    static func argument(_ index: UInt32, hasNoneOf bits: UInt64) -> Self {
        Self(arg: index, op: SCMP_CMP_MASKED_EQ, datum_a: bits, datum_b: 0)
    }
}
