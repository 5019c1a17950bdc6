import Isolates
import IsolatesRPC
import Synchronization

/// Admits or refuses the requests of one connection, or a single request.
final class TenantGate: RPCGate {
    private let service: Service
    private let identity: Identity
    let tenant: Tenant
    let trace: TraceContext
    private let record = Mutex<RunRecord?>(nil)

    init(_ service: Service, _ identity: Identity, _ trace: TraceContext) {
        self.service = service
        self.identity = identity
        tenant = service.tenants.tenant(identity.tenant)
        self.trace = trace
    }

    var owner: String { tenant.name }

    var limits: RPCLimits {
        let limits = tenant.limits
        return RPCLimits(timeout: limits.timeout, memoryLimit: limits.memoryLimit, capsRequests: true)
    }

    /// The record of the last run.
    var lastRecord: RunRecord? { record.withLock { $0 } }

    func keep(_ record: RunRecord) {
        self.record.withLock { $0 = record }
    }

    func arrive(_ work: RPCWork, isInLiveContext: Bool) throws(RPCError) -> any RPCPass {
        do throws(AdmissionRefusal) {
            guard service.tenants.isValid(identity) else {
                throw AdmissionRefusal(.forbidden, .forbidden, "the token of this connection is no longer valid")
            }
            try service.checkOpen(isInLiveContext: isInLiveContext)
            switch work {
            case .context: try tenant.reserve()
            case .run, .turn, .free: try service.enter(tenant)
            }
        } catch {
            service.metrics.rejected(tenant.name, error.rejection)
            throw error.error
        }
        return TenantPass(service, self, work)
    }
}
