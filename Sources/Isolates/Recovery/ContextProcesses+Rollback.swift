import Wire

extension ContextProcesses {
    /// A process of the context has ended. Called under that worker's lock.
    ///
    /// - Returns: how the context stands.
    func ended(_ worker: WorkerProcess, _ end: WorkerEnd, contextID: String) -> Consequence {
        // Not under the lock, since both ask for others.
        let canBeMadeAgain = recipe?.source.isAlive == true
        let deadCopy = copy(of: worker).flatMap { $0.isAlive ? nil : $0 }
        let changes = worker.changes.load(ordering: .acquiring)
        var unsent: ForkDescriptors?
        var recipe: Recipe?
        let (consequence, superfluous) = state.withLock { state -> (Consequence, Copy?) in
            guard worker === state.worker else {
                // The checkpoint, or a copy that was never one.
                if case .ready(let copy) = state.checkpoint, copy.worker === worker { state.checkpoint = .none }
                return (.none, nil)
            }
            let checkpoint = state.checkpoint
            switch (checkpoint, end.canBeUndone) {
            case (.ready(let copy), true) where copy.worker !== deadCopy && copy.changes == changes:
                return (.rolledBack(goOn(with: copy, &state)), nil)
            case (.recipe(let known), true) where changes == 0:
                recipe = known
                guard canBeMadeAgain, let copy = prepare(known, &unsent) else { break }
                return (.rolledBack(goOn(with: copy, &state)), nil)
            case (.ready(let copy), _):
                state.checkpoint = .none
                state.end = end
                return (.contextEnded, copy)
            default: break
            }
            if state.end == nil { state.end = end }
            return (.contextEnded, nil)
        }
        superfluous?.worker.end(.disposed(reason: "the context is gone"))
        if case .rolledBack(let rollback) = consequence {
            let worker = rollback.worker
            if let descriptors = unsent.take() {
                recipe?.source.fork(worker, descriptors)
            }
            worker.send(Request.nameHandles(prefix: "\(contextID).\(rollback.number).").frame())
            if !rollback.released.isEmpty { worker.send(Request.release(handles: rollback.released).frame()) }
        }
        return consequence
    }

    private var recipe: Recipe? {
        state.withLock { state in
            guard case .recipe(let recipe) = state.checkpoint else { return nil }
            return recipe
        }
    }

    /// The checkpoint, where `worker` is the one that serves the context.
    private func copy(of worker: WorkerProcess) -> WorkerProcess? {
        state.withLock { state in
            guard worker === state.worker, case .ready(let copy) = state.checkpoint else { return nil }
            return copy.worker
        }
    }

    /// A worker that becomes the context as it was made, as soon as it gets the descriptors. Nil where there are none.
    private func prepare(_ recipe: Recipe, _ descriptors: inout ForkDescriptors?) -> Copy? {
        do throws(SystemError) {
            var start = try WorkerProcess.make(
                number: WorkerProcess.nextNumber(), zygote: recipe.source.zygote, owner: recipe.owner)
            descriptors = start.descriptors.take()
            start.worker.send(recipe.configure)
            return Copy(worker: start.worker, lastCall: 0, changes: 0)
        } catch {
            return nil
        }
    }

    private func goOn(with copy: Copy, _ state: inout State) -> Rollback {
        let since = state.sinceCheckpoint
        state.past.add(state.worker.lastUsage)
        state.worker = copy.worker
        if case .ready = state.checkpoint { state.checkpoint = .none }
        state.rollbacks += 1
        state.changes += 1
        if case .recipe(let recipe) = state.checkpoint {
            state.scripts = recipe.scripts
        } else {
            state.scripts.subtract(since.scripts)
        }
        state.sinceCheckpoint = SinceCheckpoint()
        return Rollback(
            worker: copy.worker, number: state.rollbacks, lastCall: copy.lastCall, released: since.released,
            answers: since.answers.filter { $0.call <= copy.lastCall })
    }

    /// What a worker's end means for its context.
    enum Consequence {
        /// It was none that served it.
        case none
        case contextEnded
        case rolledBack(Rollback)
    }

    /// How a context goes on.
    struct Rollback {
        let worker: WorkerProcess
        /// How many there were with this one.
        let number: Int
        /// The last host call that the context knows of. Later ones were undone.
        let lastCall: Int
        let released: [String]
        /// Answers that came during the undone run, to calls that were made before it.
        let answers: [LateAnswer]
    }
}

extension WorkerEnd {
    /// Whether the context may go on as it stood before.
    fileprivate var canBeUndone: Bool {
        switch self {
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .crashed, .violation: true
        case .disposed, .unavailable, .silent: false
        }
    }
}
