#ifndef ISOLATES_CSTANDARDSTREAMS_H
#define ISOLATES_CSTANDARDSTREAMS_H

// Takes the place of each standard descriptor that is closed when the program starts, so that nothing else gets its
// number. To use one fails with EBADF, as if it were still closed. It is called before anything of Swift's, whose
// runtime would take the numbers for itself.
void isolates_hold_standard_streams(void);

#endif
