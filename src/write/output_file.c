/* SPDX-License-Identifier: MIT */
/*
 * Atomic output.
 *
 *     path --links--> target        temporary file in target's folder, mode and owner of the old file
 *                                   write all, fsync, close, rename over target, fsync the folder
 *
 * The temporary file lies in the target's folder because rename() is atomic within one file system only.  Until the
 * rename nothing of the old file has changed; whatever fails before it removes the temporary file.  What is not a
 * regular file (a pipe, a terminal, /dev/null) cannot be replaced and is written straight, as is standard output.
 *
 * Not kept: hard links (the other names keep the old content), extended attributes.
 */
#include "write/output_file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LINKS = 40, MAX_NAME_TRIES = 100 }; /* as the kernel's own limit; 2^64 names, so a second try is luck */

static cw_status
io_fault(struct cw_error *err, const char *path, const char *what)
{
        const cw_status status = cw_fail_errno(err, "%s", what);
        cw_error_locate(err, path, NULL, 0);
        return status;
}

/* ---- writing to what is open --------------------------------------------------------------------------------------- */

/* A descriptor that the caller made non-blocking (a terminal shared with another program) is waited for. */
static bool
wait_until_writable(int fd)
{
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

static bool
write_all(int fd, const char *data, size_t nbytes)
{
        while (nbytes > 0) {
                /* Linux writes at most 2 GiB at once */
                const ssize_t n = write(fd, data, nbytes < SSIZE_MAX ? nbytes : SSIZE_MAX);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && wait_until_writable(fd))
                        continue;
                if (n < 0)
                        return false;
                data += n;
                nbytes -= (size_t)n;
        }
        return true;
}

/* -1 for a path that names no open descriptor.  These must not be followed to a file: `-o /dev/stdout >>log` appends. */
static int
descriptor_of(const char *path)
{
        if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
                return STDOUT_FILENO;
        if (strcmp(path, "/dev/stderr") == 0)
                return STDERR_FILENO;
        static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
        for (size_t i = 0; i < CW_ARRAY_LEN(folders); i++) {
                const size_t n = strlen(folders[i]);
                const char *digits = path + n;
                if (strncmp(path, folders[i], n) == 0 && *digits != '\0' && strlen(digits) <= 6 &&
                    digits[strspn(digits, "0123456789")] == '\0')
                        return (int)strtol(digits, NULL, 10);
        }
        return -1;
}

/* ---- the target and its folder ------------------------------------------------------------------------------------- */

/* Bytes of the folder part of a path with its '/', 0 if there is none. */
static size_t
folder_nbytes(const char *path)
{
        const char *slash = strrchr(path, '/');
        return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* What the link `path` points to, as a path from where we are.  Free with cw_free(). */
static cw_status
follow_once(const char *path, const char *shown, char **next_ret, struct cw_error *err)
{
        char link[PATH_MAX];
        const ssize_t n = readlink(path, link, sizeof(link));
        if (n < 0)
                return io_fault(err, shown, "cannot read the link");
        const size_t folder = n > 0 && link[0] == '/' ? 0 : folder_nbytes(path);
        char *next = cw_malloc(folder + (size_t)n + 1);
        if (next == NULL)
                return cw_fail_memory(err, folder + (size_t)n + 1);
        memcpy(next, path, folder);
        memcpy(next + folder, link, (size_t)n);
        next[folder + (size_t)n] = '\0';
        *next_ret = next;
        return CW_OK;
}

/* The file itself behind any links, also where it is not there yet.  Free with cw_free(). */
static cw_status
resolve_links(const char *path, char **target_ret, struct cw_error *err)
{
        char *target = cw_strdup(path);
        if (target == NULL)
                return cw_fail_memory(err, strlen(path) + 1);
        struct stat st;
        for (int links = 0; lstat(target, &st) == 0 && S_ISLNK(st.st_mode); links++) {
                char *next = NULL;
                errno = ELOOP;
                const cw_status status = links == MAX_LINKS ? io_fault(err, path, "cannot follow the link")
                                                            : follow_once(target, path, &next, err);
                cw_free(target);
                if (status != CW_OK)
                        return status;
                target = next;
        }
        *target_ret = target;
        return CW_OK;
}

/* After the rename the new file is there; that its name survives a power cut is a wish that some file systems cannot
 * grant, so a failure here is none of the caller's business. */
static void
sync_folder(const char *target)
{
        const size_t n = folder_nbytes(target);
        char *folder = n == 0 ? cw_strdup(".") : cw_strndup(target, n);
        const int fd = folder == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
                (void)fsync(fd);
                close(fd);
        }
        cw_free(folder);
}

/* ---- the temporary file -------------------------------------------------------------------------------------------- */

/* A new file beside `target` under a name that nobody has.  Not mkstemp(): its mode ignores the umask, which cannot be
 * asked for without changing it for all threads. */
static cw_status
open_temporary(const char *target, mode_t mode, char **name_ret, int *fd_ret, struct cw_error *err)
{
        static const char shape[] = ".counterweight-0123456789abcdef.tmp";
        const size_t folder = folder_nbytes(target);
        char *name = cw_malloc(folder + sizeof(shape));
        *fd_ret = -1;
        *name_ret = NULL;
        if (name == NULL)
                return cw_fail_memory(err, folder + sizeof(shape));
        memcpy(name, target, folder);
        for (int i = 0; i < MAX_NAME_TRIES; i++) {
                unsigned long long random;
                if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
                        break;
                snprintf(name + folder, sizeof(shape), ".counterweight-%016llx.tmp", random);
                *fd_ret = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
                if (*fd_ret >= 0) {
                        *name_ret = name;
                        return CW_OK;
                }
                if (errno != EEXIST)
                        break;
        }
        const cw_status status = io_fault(err, target, "cannot create a temporary file beside it");
        cw_free(name);
        return status;
}

/* Owner first, since a change of owner clears bits of the mode.  Only root may give files away: whoever may not, keeps
 * at least the group if possible, and if not, the file is the writer's, as with any editor. */
static bool
take_over(int fd, const struct stat *old)
{
        if (fchown(fd, old->st_uid, old->st_gid) != 0 && fchown(fd, (uid_t)-1, old->st_gid) != 0)
                errno = 0;
        return fchmod(fd, old->st_mode & 07777) == 0;
}

/* Some file systems (FUSE, /proc) have no fsync; a full disk or a broken one says something else. */
static bool
sync_file(int fd)
{
        return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

/* ---- an output, piece by piece --------------------------------------------------------------------------------------- */

struct cw_output {
        char *path;      /* as the user gave it, for sentences */
        char *target;    /* what is replaced at the end; NULL: written straight */
        char *temporary; /* NULL once it has been renamed */
        int fd;
        bool own_fd;
};

static cw_status
open_target(struct cw_output *o, const struct stat *old, struct cw_error *err)
{
        CW_TRY(resolve_links(o->path, &o->target, err));
        /* until it has the old mode, nobody else may look into it */
        CW_TRY(open_temporary(o->target, old == NULL ? 0666 : 0600, &o->temporary, &o->fd, err));
        o->own_fd = true;
        return old != NULL && !take_over(o->fd, old) ? io_fault(err, o->path, "cannot write") : CW_OK;
}

static cw_status
open_straight(struct cw_output *o, struct cw_error *err)
{
        o->fd = open(o->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        o->own_fd = o->fd >= 0;
        return o->own_fd ? CW_OK : io_fault(err, o->path, "cannot open for writing");
}

static cw_status
open_path(struct cw_output *o, struct cw_error *err)
{
        struct stat st;
        const bool exists = stat(o->path, &st) == 0;
        if (!exists && errno != ENOENT)
                return io_fault(err, o->path, "cannot write");
        if (exists && S_ISDIR(st.st_mode)) {
                errno = EISDIR;
                return io_fault(err, o->path, "cannot write");
        }
        return exists && !S_ISREG(st.st_mode) ? open_straight(o, err) : open_target(o, exists ? &st : NULL, err);
}

cw_status
cw_output_open(const char *path, struct cw_output **output_ret, struct cw_error *err)
{
        struct cw_output *o = cw_calloc(1, sizeof(*o));
        *output_ret = o;
        if (o == NULL)
                return cw_fail_memory(err, sizeof(*o));
        o->fd = descriptor_of(path);
        o->path = cw_strdup(o->fd == STDOUT_FILENO ? "standard output" : path);
        cw_status status = o->path == NULL ? cw_fail_memory(err, strlen(path)) : CW_OK;
        if (status == CW_OK && o->fd < 0)
                status = open_path(o, err);
        else if (status == CW_OK && o->fd == STDOUT_FILENO &&
                 fflush(stdout) != 0) /* what was printed so far comes first */
                status = io_fault(err, o->path, "cannot write");
        if (status != CW_OK)
                cw_output_discard(output_ret);
        return status;
}

cw_status
cw_output_add(struct cw_output *output, const void *data, size_t nbytes, struct cw_error *err)
{
        return write_all(output->fd, data, nbytes) ? CW_OK : io_fault(err, output->path, "cannot write");
}

cw_status
cw_output_commit(struct cw_output **output_ref, struct cw_error *err)
{
        struct cw_output *o = *output_ref;
        cw_status status = CW_OK;
        if (o->target != NULL && !sync_file(o->fd))
                status = io_fault(err, o->path, "cannot write");
        if (o->own_fd && close(o->fd) != 0 && status == CW_OK)
                status = io_fault(err, o->path, "cannot write");
        o->own_fd = false;
        if (status == CW_OK && o->target != NULL) {
                if (rename(o->temporary, o->target) != 0) {
                        status = io_fault(err, o->path, "cannot replace");
                } else {
                        cw_free(o->temporary);
                        o->temporary = NULL;
                        sync_folder(o->target);
                }
        }
        cw_output_discard(output_ref);
        return status;
}

void
cw_output_discard(struct cw_output **output_ref)
{
        struct cw_output *o = *output_ref;
        if (o == NULL)
                return;
        if (o->own_fd)
                close(o->fd);
        if (o->temporary != NULL)
                (void)unlink(o->temporary);
        cw_free(o->temporary);
        cw_free(o->target);
        cw_free(o->path);
        cw_free(o);
        *output_ref = NULL;
}

cw_status
cw_write_file(const char *path, const void *data, size_t nbytes, struct cw_error *err)
{
        struct cw_output *o;
        CW_TRY(cw_output_open(path, &o, err));
        const cw_status status = cw_output_add(o, data, nbytes, err);
        if (status == CW_OK)
                return cw_output_commit(&o, err);
        cw_output_discard(&o);
        return status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static cw_status
read_all(int fd, const char *path, size_t max_nbytes, struct cw_buffer *text, struct cw_error *err)
{
        char piece[16 << 10];
        for (;;) {
                const ssize_t n = read(fd, piece, sizeof(piece));
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return io_fault(err, path, "cannot read");
                if (n == 0)
                        return text->failed ? cw_fail_memory(err, text->cap) : CW_OK;
                cw_buffer_add(text, piece, (size_t)n);
                if (text->n > max_nbytes) {
                        const cw_status status =
                                cw_fail(err, CW_E_LIMIT, "expected at most %zu bytes, found more", max_nbytes);
                        cw_error_locate(err, path, NULL, 0);
                        return status;
                }
        }
}

cw_status
cw_output_file_read(const char *path, size_t max_nbytes, struct cw_buffer *text, bool *exists_ret, struct cw_error *err)
{
        struct stat st;
        /* O_NONBLOCK: opening a pipe without a writer must not hang; it means nothing for regular files */
        const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        *exists_ret = fd >= 0;
        if (fd < 0)
                return errno == ENOENT ? CW_OK : io_fault(err, path, "cannot open");
        cw_status status;
        if (fstat(fd, &st) != 0) {
                status = io_fault(err, path, "cannot open");
        } else if (!S_ISREG(st.st_mode)) {
                status = cw_fail(err, CW_E_IO, "expected a regular file, found a folder, pipe or device");
                cw_error_locate(err, path, NULL, 0);
        } else {
                status = read_all(fd, path, max_nbytes, text, err);
        }
        close(fd);
        return status;
}
