// The allocator's own settings, which the Glibc module leaves out.
#ifndef FCG_CALLOCATOR_SHIM_H
#define FCG_CALLOCATOR_SHIM_H

#include <malloc.h>

#endif
