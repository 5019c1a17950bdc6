// What pkg-config finds for this target is also what the C of `floors` is compiled and linked with.
#include <JavaScriptCore/JavaScript.h>
