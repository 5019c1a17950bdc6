// What the engine's structure of an object says about it. Objects of one structure have the same properties with the
// same attributes, in the same order; only the values differ. So what was found for one object by looking up each
// property holds for all later ones, as long as no user code runs in between: an object with very many or with deleted
// properties has a structure of its own, which changes with it.
//
// Properties with an index are not part of the structure. The cell's indexing byte tells whether there are any; samples
// that are made here tell what it means.
(function (host) {
  "use strict";
  const { indexingByte } = host;
  const withoutIndices = indexingByte({});
  for (const element of [0, 0.5, "a", {}]) {
    if (indexingByte({ 0: element }) === withoutIndices) throw new Error("The engine does not show an object's indices");
  }

  return {
    // How many structures are remembered at once: as many as get a number from `visit`.
    maximumCount: 1024,
    // `members` are the own enumerable names of an object, which were just found to be data. Returns undefined if
    // objects of this structure have to be looked up each time.
    describe(object, members) {
      if (members.length > 256 || indexingByte(object) !== withoutIndices) return undefined;
      if (members.some((name) => name === "$type" || name in Object.prototype)) return undefined;
      let minimumLength = 0;
      for (const name of members) minimumLength += name.length + 4;
      return { kind: "object", members, minimumLength };
    },
  };
})
