// The flags that pkg-config finds for this target also compile and link the C code of `floors`.
#include <JavaScriptCore/JavaScript.h>
