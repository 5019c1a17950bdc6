// Errors that the engine throws while the pristine realm works (a stack overflow in the walker, a revoked proxy) belong
// to the pristine realm. User code must never see one, because an error leads to its realm's Function. An equal error
// of the user's realm replaces it. Every exception that leaves the pristine realm passes through here.
(function (host) {
  "use strict";
  const { typeByte, realm, classes, primordials } = host;
  const { getPrototypeOf } = primordials;
  const names = new Map();
  for (const constructor of [
    Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError,
  ]) {
    names.set(constructor.prototype, constructor.name);
  }

  return {
    // The type is checked first: asking a proxy for its prototype runs its trap, which may return anything.
    adopt(exception) {
      if (typeof exception !== "object" || exception === null) return exception;
      if (typeByte(exception) !== classes.errorByte) return exception;
      const name = names.get(getPrototypeOf(exception));
      return name === undefined ? exception : realm.makeError(name, exception.message);
    },
  };
})
