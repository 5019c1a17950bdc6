// Errors that the engine makes while the pristine realm works (a stack overflow in the walker, a revoked proxy) belong
// to the pristine realm. User code must never see one, since an error leads to its realm's Function: the equal
// error of the user's realm takes its place. Every exception that leaves the pristine realm goes through here.
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
    // The type is asked first: a proxy's prototype is whatever its trap says, and asking runs it.
    adopt(exception) {
      if (typeof exception !== "object" || exception === null) return exception;
      if (typeByte(exception) !== classes.errorByte) return exception;
      const name = names.get(getPrototypeOf(exception));
      return name === undefined ? exception : realm.makeError(name, exception.message);
    },
  };
})
