// Replaces some functions of the C library by functions of this program, for the program itself and for each library
// that is loaded, above all the engine. `CThreads` and `CUndo` say which functions, and why.
//
// A function that is simply named like the C library's would do the same (ld.so(8)), but in every program that links
// it. Programs that embed the library link these targets too, because the library depends on the worker program. Their
// waits, clocks and mappings must remain those of the C library, and so must the functions of a sanitizer.
#ifndef ISOLATES_CSTANDINS_H
#define ISOLATES_CSTANDINS_H

// Replaces the addresses in the tables through which loaded objects call each other's functions (elf(5),
// `R_*_JUMP_SLOT` and `R_*_GLOB_DAT`). Must be called while the process has one thread, and before the first call of
// the engine. Whatever libraries did while they were loaded was done by the C library's functions.
//
// Returns 0, or -1 and errno if a table could not be written to.
int stand_ins_begin(void);

#endif
