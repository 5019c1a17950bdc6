// DOMException, which the other web globals throw (https://webidl.spec.whatwg.org/#idl-DOMException).
(function (host) {
  "use strict";
  const { defineProperty } = Object;
  const codes = {
    __proto__: null,
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5,
    NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
    InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
    TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21,
    QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
  };
  const constants = {
    INDEX_SIZE_ERR: 1, DOMSTRING_SIZE_ERR: 2, HIERARCHY_REQUEST_ERR: 3, WRONG_DOCUMENT_ERR: 4,
    INVALID_CHARACTER_ERR: 5, NO_DATA_ALLOWED_ERR: 6, NO_MODIFICATION_ALLOWED_ERR: 7, NOT_FOUND_ERR: 8,
    NOT_SUPPORTED_ERR: 9, INUSE_ATTRIBUTE_ERR: 10, INVALID_STATE_ERR: 11, SYNTAX_ERR: 12,
    INVALID_MODIFICATION_ERR: 13, NAMESPACE_ERR: 14, INVALID_ACCESS_ERR: 15, VALIDATION_ERR: 16,
    TYPE_MISMATCH_ERR: 17, SECURITY_ERR: 18, NETWORK_ERR: 19, ABORT_ERR: 20, URL_MISMATCH_ERR: 21,
    QUOTA_EXCEEDED_ERR: 22, TIMEOUT_ERR: 23, INVALID_NODE_TYPE_ERR: 24, DATA_CLONE_ERR: 25,
  };

  // A subclass of Error, so that it has a stack. Its name and message come from getters of the prototype.
  class DOMException extends Error {
    #name;
    #message;

    static {
      const read = (object) => (#name in object ? { name: object.#name, message: object.#message } : undefined);
      host.interfaces.set(this.prototype, read);
    }

    constructor(message = "", options = "Error") {
      super();
      this.#message = `${message}`;
      const isObject = (typeof options === "object" && options !== null) || typeof options === "function";
      this.#name = `${isObject ? options.name ?? "Error" : options}`;
      if (isObject && "cause" in options) {
        defineProperty(this, "cause", { __proto__: null, value: options.cause, writable: true, configurable: true });
      }
      delete this.message;
    }

    get name() {
      return this.#name;
    }
    get message() {
      return this.#message;
    }
    get code() {
      return codes[this.#name] ?? 0;
    }
  }

  for (const name of ["name", "message", "code"]) {
    defineProperty(DOMException.prototype, name, { __proto__: null, enumerable: true });
  }
  const tag = { __proto__: null, value: "DOMException", configurable: true };
  defineProperty(DOMException.prototype, Symbol.toStringTag, tag);
  for (const name in constants) {
    const descriptor = { __proto__: null, value: constants[name], enumerable: true };
    defineProperty(DOMException, name, descriptor);
    defineProperty(DOMException.prototype, name, descriptor);
  }
  return { DOMException };
})
