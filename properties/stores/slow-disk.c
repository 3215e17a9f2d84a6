/* A disk that is slow to flush, or fails, as a library that is loaded before the C library's.
 *
 * DISK_FOLDER names a folder. Each flush takes 60 ms more and leaves a line `begin end` (monotonic
 * milliseconds) in `flushes`. While a file `full` is there, no byte is written; while a file
 * `failing` is there, no flush succeeds. It must never know who writes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int is_there(const char *name) {
  char path[4096];
  const char *folder = getenv("DISK_FOLDER");
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return access(path, F_OK) == 0;
}

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int flush(const char *name, int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  double begin = now_ms();
  usleep(60000);
  if (is_there("failing")) {
    errno = EIO;
    return -1;
  }
  int result = real(file);
  char path[4096], line[64];
  snprintf(path, sizeof path, "%s/flushes", getenv("DISK_FOLDER"));
  int size = snprintf(line, sizeof line, "%.3f %.3f\n", begin, now_ms());
  int log = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (log >= 0) {
    ssize_t (*put)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (put(log, line, size) != size) abort();
    close(log);
  }
  return result;
}

int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }

#define FULL                                                                                       \
  if (is_there("full")) {                                                                          \
    errno = ENOSPC;                                                                                \
    return -1;                                                                                     \
  }

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
  FULL
  return ((ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite"))(
      file, bytes, size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
  FULL
  return ((ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(
      file, bytes, size, at);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
  FULL
  return ((ssize_t (*)(int, const struct iovec *, int, off_t))dlsym(RTLD_NEXT, "pwritev"))(
      file, parts, count, at);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  FULL
  return ((ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev"))(
      file, parts, count);
}
