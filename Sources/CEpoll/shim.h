#pragma once

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Declared only under _GNU_SOURCE, without which Swift reads the headers. */
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
#endif
