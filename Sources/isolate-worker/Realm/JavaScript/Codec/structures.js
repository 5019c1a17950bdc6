// What the engine's structure of an object says. Objects of one structure have the same properties with the same
// attributes, in the same order; only the values differ. So what was found out by asking for each property's
// descriptor once holds for the next thousand objects, as long as no user code has run in between: the structure of an
// object with very many or deleted properties is its alone, and changes with it.
//
// Properties with an index are no part of the structure. Whether there are any shows the cell's indexing byte; samples
// made here tell what it means.
(function (host) {
  "use strict";
  const { indexingByte } = host;
  const withoutIndices = indexingByte({});
  for (const element of [0, 0.5, "a", {}]) {
    if (indexingByte({ 0: element }) === withoutIndices) throw new Error("The engine does not show an object's indices");
  }

  return {
    // How many structures are remembered at once: as many as `visit` numbers.
    maximumCount: 1024,
    // `members` are the own enumerable names of an object, each found to be data just now. Gives undefined where the
    // objects of its structure have to be asked each time.
    describe(object, members) {
      if (members.length > 256 || indexingByte(object) !== withoutIndices) return undefined;
      if (members.some((name) => name === "$type" || name in Object.prototype)) return undefined;
      let minimumLength = 0;
      for (const name of members) minimumLength += name.length + 4;
      return { kind: "object", members, minimumLength };
    },
  };
})
