#pragma once

/* What Linux has beyond POSIX and Swift's own module of the C library lacks. */

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Declared only under _GNU_SOURCE, without which Swift reads the headers. */
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
int sync_file_range(int descriptor, off_t offset, off_t count, unsigned int flags);
#endif
