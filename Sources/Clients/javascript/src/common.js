export { Context, Script, ScriptPromise, Template } from "./client.js";
export {
  ClientClosedError,
  ConnectionLostError,
  DisposedError,
  InvalidRequestError,
  IsolatesError,
  MemoryLimitError,
  ScriptError,
  ScriptInterruptedError,
  ScriptTimeoutError,
  UnavailableError,
  ValueTooLargeError,
  WorkerCrashedError,
} from "./errors.js";
export { HostFunction, classOf } from "./values.js";
