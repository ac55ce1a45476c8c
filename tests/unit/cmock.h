/* cmock.h - cmocka and what it wants included before itself. */
#ifndef CDCLAB_TESTS_CMOCK_H
#define CDCLAB_TESTS_CMOCK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
