import Isolates
import Synchronization

/// The client's templates by their ids.
final class TemplateTable: Sendable {
    private let templates = Mutex<[String: Template]>([:])

    func add(_ template: Template) {
        templates.withLock { $0[template.id] = template }
    }

    /// - Throws: `disposed`, with the reason, if there is none.
    func template(_ id: String) throws(RPCError) -> Template {
        guard let template = templates.withLock({ $0[id] }) else {
            throw .noTemplate(id)
        }
        guard let reason = template.reasonOfDisposal else { return template }
        _ = remove(id)
        throw .disposed(reason)
    }

    func removeAll() -> [Template] {
        templates.withLock { templates in
            defer { templates = [:] }
            return Array(templates.values)
        }
    }

    func remove(_ id: String) -> Template? {
        templates.withLock { $0.removeValue(forKey: id) }
    }
}
