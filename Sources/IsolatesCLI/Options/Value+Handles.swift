import Isolates
import Wire

extension Value {
    /// The place in the encoded value of the first function or promise; nil if there is none.
    func pathOfHandle(at path: String = JSONPath.root) -> String? {
        switch self {
        case .function, .promise: path
        case .array(let elements): Self.pathOfHandle(in: elements, at: path)
        case .set(let elements): Self.pathOfHandle(in: elements, at: path + ".value")
        case .map(let entries): Self.pathOfHandle(in: entries.map { .array([$0.key, $0.value]) }, at: path + ".value")
        case .object(let object):
            object.pathOfHandle(at: object.class == nil && !object.contains(key: "$type") ? path : path + ".value")
        case .error(let error): error.properties.pathOfHandle(at: path + ".value")
        case .identified(_, .object(let object)): object.pathOfHandle(at: path + ".value")
        case .identified(_, .array(let elements)): Self.pathOfHandle(in: elements, at: path + ".value")
        case .identified(_, let object): object.pathOfHandle(at: path)
        default: nil
        }
    }

    private static func pathOfHandle(in elements: [Value], at path: String) -> String? {
        for (index, element) in elements.enumerated() {
            if let found = element.pathOfHandle(at: path + JSONPath.component(index: index)) { return found }
        }
        return nil
    }
}

extension Value.Object {
    fileprivate func pathOfHandle(at path: String) -> String? {
        for (key, value) in self {
            if let found = value.pathOfHandle(at: path + JSONPath.component(key: key.description)) { return found }
        }
        return nil
    }
}
