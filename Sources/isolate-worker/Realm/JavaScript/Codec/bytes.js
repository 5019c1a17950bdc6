// The bytes of a user's buffer or view, as a Uint8Array of this realm over the same memory. There are none for a
// detached buffer, a view of one, or a view that is outside its shrunken buffer.
(function (host) {
  "use strict";
  const {
    dataViewBuffer, dataViewByteLength, dataViewByteOffset,
    typedArrayBuffer, typedArrayByteLength, typedArrayByteOffset,
  } = host.primordials;
  const NONE = new Uint8Array(0);

  // Asking for bytes that are gone throws a TypeError. Another error, such as a stack overflow, says nothing about the
  // object.
  function unlessGone(read, otherwise) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return otherwise;
    }
  }

  return {
    ofArrayBuffer(buffer) {
      return unlessGone(() => new Uint8Array(buffer), NONE);
    },
    ofTypedArray(view) {
      const length = typedArrayByteLength.call(view);
      if (length === 0) return NONE;
      return new Uint8Array(typedArrayBuffer.call(view), typedArrayByteOffset.call(view), length);
    },
    ofDataView(view) {
      const length = unlessGone(() => dataViewByteLength.call(view), 0);
      if (length === 0) return NONE;
      return new Uint8Array(dataViewBuffer.call(view), dataViewByteOffset.call(view), length);
    },
  };
})
