/*
 * Loaded before a process (LD_PRELOAD): at its n-th call of a kind that touches a folder, the process is killed or the
 * call fails. FAULT_ROOT is the folder, FAULT_CALL the kind, FAULT_AT the number, counted from 1, FAULT the name of a
 * signal or of an error; FAULT_STAYS lets all later calls fail too, as on a full disk. FAULT_LOG is a file to which each
 * call is written, before it is made.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls;

static int number_of(const char *name) {
  if (!strcmp(name, "ENOSPC")) return ENOSPC;
  if (!strcmp(name, "EIO")) return EIO;
  if (!strcmp(name, "EROFS")) return EROFS;
  if (!strcmp(name, "EMFILE")) return EMFILE;
  return 0;
}

static void note(const char *call, const char *path) {
  const char *log = getenv("FAULT_LOG");
  if (!log) return;
  char line[8192];
  int length = snprintf(line, sizeof line, "%s %s\n", call, path);
  int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT, 0644);
  if (fd < 0) return;
  syscall(SYS_write, fd, line, length);
  syscall(SYS_close, fd);
}

/* Whether the call is to fail; a process that is to be killed does not come back. */
static int fault(const char *call, const char *path) {
  const char *root = getenv("FAULT_ROOT"), *what = getenv("FAULT"), *kind = getenv("FAULT_CALL");
  if (!root || !path || strncmp(path, root, strlen(root))) return 0;
  note(call, path);
  if (!what || !kind || strcmp(kind, call)) return 0;
  int at = atoi(getenv("FAULT_AT")), nth = atomic_fetch_add(&calls, 1) + 1;
  if (nth < at || (nth > at && !getenv("FAULT_STAYS"))) return 0;
  if (!strcmp(what, "SIGKILL")) kill(getpid(), SIGKILL);
  errno = number_of(what);
  return 1;
}

static int fault_fd(const char *call, int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fault(call, path);
}

#define REAL(name) static typeof(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t size) { REAL(write); return fault_fd("write", fd) ? -1 : real(fd, bytes, size); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { REAL(pwrite); return fault_fd("write", fd) ? -1 : real(fd, bytes, size, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) { REAL(pwrite64); return fault_fd("write", fd) ? -1 : real(fd, bytes, size, at); }
ssize_t read(int fd, void *bytes, size_t size) { REAL(read); return fault_fd("read", fd) ? -1 : real(fd, bytes, size); }
ssize_t pread(int fd, void *bytes, size_t size, off_t at) { REAL(pread); return fault_fd("read", fd) ? -1 : real(fd, bytes, size, at); }
ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) { REAL(pread64); return fault_fd("read", fd) ? -1 : real(fd, bytes, size, at); }
int fsync(int fd) { REAL(fsync); return fault_fd("fsync", fd) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return fault_fd("fsync", fd) ? -1 : real(fd); }
int link(const char *from, const char *to) { REAL(link); return fault("link", to) ? -1 : real(from, to); }
int rename(const char *from, const char *to) { REAL(rename); return fault("rename", to) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return fault("unlink", path) ? -1 : real(path); }
int open(const char *path, int flags, ...) {
  REAL(open);
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  return fault("open", path) ? -1 : real(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  return fault("open", path) ? -1 : real(path, flags, mode);
}
