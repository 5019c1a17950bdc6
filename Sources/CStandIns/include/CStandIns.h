// Puts functions of this program in the place of the C library's, for the program itself and for each library that is
// loaded: the engine, above all. `CThreads` and `CUndo` say which, and why.
//
// A function that simply had the C library's name would do the same (ld.so(8)), and would do it in whatever links it.
// A program that embeds the library links these targets, too, since its library depends on the worker program. Its own
// waits, clocks and mappings must stay the C library's, and so must a sanitizer's functions.
#ifndef ISOLATES_CSTANDINS_H
#define ISOLATES_CSTANDINS_H

// Replaces the addresses in the tables by which loaded objects call other objects' functions (elf(5), `R_*_JUMP_SLOT`
// and `R_*_GLOB_DAT`). To be called by a process of one thread, before anything was asked of the engine. What libraries
// did when they were loaded was done with the C library's functions.
//
// Returns 0, or -1 and errno where a table could not be written to.
int stand_ins_begin(void);

#endif
