/// The rows of `globals.json` with another outcome here than in Node, and why: mostly, because ECMA-262 says so, and
/// the way Node's interceptors work does not.
enum GlobalsHere {
    struct Row {
        let results: [String]
        let after: String
    }

    static let rows: [String: Row] = [
        // JavaScriptCore's `__proto__` getter gets no receiver from a bare name, and the global object has no such own
        // property.
        "__proto__ is no property": Row(
            results: [#"false"#, #"throws TypeError"#],
            after: #"{}"#),
        // Variables are made before the script runs, and can be deleted then as afterwards.
        "hasOwn after delete and var": Row(
            results: [#"false"#, #"throws ReferenceError"#],
            after: #"{}"#),
        // Node forgets a variable that was never assigned.
        "var without a value": Row(
            results: [#"undefined"#, #"undefined"#],
            after: #"{"a":undefined}"#),
        // A `var` is there before the first statement (ECMA-262 §16.1.7); Node adds it with its assignment.
        "order of keys": Row(
            results: [#""b,a,d,c""#],
            after: #"{"b":1,"a":2,"d":4,"c":3}"#),
        // Strict code may not delete it (§13.5.1.2); Node says false.
        "readonly, deleted": Row(
            results: [#"1"#, #"false"#, #"throws TypeError"#, #"1"#],
            after: #"{"a":1}"#),
        // A function can't take its place (§9.1.1.4.15); Node drops the function.
        "readonly, then a function": Row(
            results: [#"1"#, #"throws TypeError"#, #""number""#],
            after: #"{"f":1}"#),
        // Node loses the value of a property whose descriptor has none.
        "made enumerable again": Row(
            results: [#"1"#, #""a""#],
            after: #"{"a":1}"#),
        // Strict code may not assign without a setter (§10.1.9.2); Node says nothing.
        "getter alone, assigned strictly": Row(
            results: [#"0"#, #"throws TypeError"#, #"1"#],
            after: #"{}"#),
        // Node passes the sandbox, which scripts can otherwise never see.
        "this of a getter": Row(
            results: [#"true"#, #"true"#],
            after: #"{}"#),
        "defineProperty makes the sandbox readonly": Row(
            results: [#"1"#, #"1"#, #"throws TypeError"#],
            after: #"{"a":1}"#),
        "Reflect.ownKeys": Row(
            results: [#""a,b""#],
            after: #"{"a":1,"b":undefined}"#),
        "function in a block that does not run": Row(
            results: [#""undefined""#, #"true"#],
            after: #"{"f":undefined}"#),
        "catch parameter": Row(
            results: [#"undefined"#],
            after: #"{"e":undefined}"#),
        // The global object is an ordinary one; Node's has an Object of its own realm behind an interceptor.
        "inherited: constructor": Row(results: [#"true"#, #"true"#], after: #"{}"#),
        // Node's interceptor takes what is inherited for the global object's own, and says of its own properties that
        // they are not enumerable.
        "global property enumerators": Row(
            results: [#""a,k,r""#, #"true"#], after: #"{"a":1,"r":["a","k","r"],"k":"k"}"#),
        "get own property": Row(results: [#"true"#, #"false"#, #"true"#, #"1"#], after: #"{"a":1}"#),
        "getter on the prototype of the global": Row(results: [#"8"#, #"true"#, #"false"#], after: #"{}"#),
        // Node takes a deleted variable from the sandbox, says false, and still has it; here it is deleted.
        "delete of var": Row(results: [#"undefined"#, #"true"#, #""undefined""#], after: #"{}"#),
        // A function that a script declared can't be deleted (§9.1.1.4.18); Node takes it from the sandbox all the
        // same.
        "delete of function": Row(results: [#"undefined"#, #"false"#, #""function""#], after: #"{"df":function df}"#),
        // Strict code may not delete it (§13.5.1.2); Node says false.
        "seal a property": Row(results: [#"false"#, #"1"#, #"throws TypeError"#], after: #"{"a":1}"#),
    ]
}
