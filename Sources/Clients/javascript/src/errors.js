/** The base of every error of this package. `code` is the number of rpc.md; undefined where the error is the client's. */
export class IsolatesError extends Error {
  constructor(message, code, data = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }

  get name() {
    return this.constructor.name;
  }

  /** Whether the context goes on as it stood before this run. */
  get rolledBack() {
    return this.data.rolledBack === true;
  }

  get reason() {
    return this.data.reason;
  }
}

/** The script threw, or did not compile. `thrown` is what it threw; `scriptStack` its stack. */
export class ScriptError extends IsolatesError {
  get thrown() {
    return this.data.value;
  }

  get scriptStack() {
    return this.data.stack;
  }

  get filename() {
    return this.data.filename;
  }

  get line() {
    return this.data.line;
  }

  get column() {
    return this.data.column;
  }
}

/** The run passed its `timeout` or `cpuTimeout` and was killed. */
export class ScriptTimeoutError extends IsolatesError {}

/** The run was interrupted. `reason` is "sigint" or "cancel". */
export class ScriptInterruptedError extends IsolatesError {}

/** The run passed its memory limit and was killed. */
export class MemoryLimitError extends IsolatesError {}

/** The process of the context died by itself. */
export class WorkerCrashedError extends IsolatesError {
  get signal() {
    return this.data.signal;
  }

  get exitStatus() {
    return this.data.exitStatus;
  }
}

/** The context, script, template or handle is gone. `reason` says why. */
export class DisposedError extends IsolatesError {
  constructor(message, code = 6, data = {}) {
    super(message, code, data);
  }
}

/** A value is nested too deeply, or is too long. */
export class ValueTooLargeError extends IsolatesError {
  get limit() {
    return this.data.limit;
  }
}

/** No worker could be started, a limit is reached, the supervisor is shutting down, or nobody is there to connect to. */
export class UnavailableError extends IsolatesError {
  constructor(message, code = 8, data = {}) {
    super(message, code, data);
  }
}

/** The supervisor refused the request itself: a parameter is wrong, or there is no such method. */
export class InvalidRequestError extends IsolatesError {}

/**
 * The supervisor is gone, or the connection to it. If `mayHaveRun` is true, the request had been sent: whether it was
 * carried out is not known. It is never sent again by this package.
 */
export class ConnectionLostError extends IsolatesError {
  constructor(message, mayHaveRun) {
    super(message);
    this.mayHaveRun = mayHaveRun;
  }
}

/** The client was closed. */
export class ClientClosedError extends IsolatesError {}

const byCode = [
  ScriptError,
  ScriptTimeoutError,
  ScriptInterruptedError,
  MemoryLimitError,
  WorkerCrashedError,
  DisposedError,
  ValueTooLargeError,
  UnavailableError,
];

/** The error of an answer, whose data has its value decoded. */
export function errorFrom(code, message, data) {
  const Kind = byCode[code - 1] ?? InvalidRequestError;
  return new Kind(message, code, data);
}
