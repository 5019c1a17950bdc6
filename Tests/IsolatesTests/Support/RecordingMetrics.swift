import CoreMetrics
import Synchronization

/// Keeps what is measured, by label and dimensions: `isolates.runs{outcome=timeout}`.
final class RecordingMetrics: MetricsFactory {
    private let sums = Mutex<[String: Double]>([:])
    private let records = Mutex<[String: [Double]]>([:])

    /// What a counter or meter stands at.
    func sum(_ name: String) -> Double { sums.withLock { $0[name] ?? 0 } }

    /// What a timer was given.
    func values(_ name: String) -> [Double] { records.withLock { $0[name] ?? [] } }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { handler(label, dimensions) }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { handler(label, dimensions) }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { handler(label, dimensions) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(label, dimensions)
    }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler {
        let names = dimensions.map { "\($0)=\($1)" }
        return Handler(self, names.isEmpty ? label : "\(label){\(names.joined(separator: ","))}")
    }

    private final class Handler: CounterHandler, MeterHandler, TimerHandler, RecorderHandler {
        private let metrics: RecordingMetrics
        private let name: String

        init(_ metrics: RecordingMetrics, _ name: String) {
            self.metrics = metrics
            self.name = name
        }

        private func add(_ amount: Double) { metrics.sums.withLock { $0[name, default: 0] += amount } }

        func increment(by amount: Int64) { add(Double(amount)) }
        func increment(by amount: Double) { add(amount) }
        func decrement(by amount: Double) { add(-amount) }
        func reset() { metrics.sums.withLock { $0[name] = 0 } }
        func set(_ value: Int64) { set(Double(value)) }
        func set(_ value: Double) { metrics.sums.withLock { $0[name] = value } }
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) { metrics.records.withLock { $0[name, default: []].append(value) } }
        func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
    }
}
