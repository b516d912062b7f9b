/* SPDX-License-Identifier: MIT */
/*
 * Files and pipes.  Every read is whole or at the end: short reads and EINTR are dealt with here and nowhere else.
 */
#include "input/file.h"

#include "base/memory.h"
#include "input/content.h"
#include "input/file_window.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        LET_GO_LEAST = 1 << 20, /* bytes that are worth a call, for which other processors are interrupted */
        AHEAD_LEAST = 1 << 17,  /* bytes of a file that the system does not read ahead as a whole anyway */
};

cw_status
cw_file_open(const char *path, struct cw_file **file_ret, struct cw_error *err)
{
        bool is_stdin = strcmp(path, "-") == 0;
        struct stat st;
        cw_status status = CW_OK;
        *file_ret = NULL;
        struct cw_file *f = cw_calloc(1, sizeof(*f));
        if (f == NULL)
                return cw_fail_memory(err, sizeof(*f));
        f->fd = -1;
        f->name = cw_strdup(is_stdin ? "standard input" : path);
        if (f->name == NULL) {
                status = cw_fail_memory(err, strlen(path));
                goto done;
        }
        /* A named pipe would keep open() waiting for a writer, out of reach of `cancel`: it is waited for in reading. */
        f->fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (f->fd < 0 || fstat(f->fd, &st) != 0) {
                status = cw_fail_errno(err, "cannot open");
                goto done;
        }
        if (S_ISDIR(st.st_mode)) {
                status = cw_fail(err, CW_E_IO, "is a folder");
                goto done;
        }
        /* Standard input may be a regular file (`< file`), which others may already have read from: its own offset
         * counts then, so that it is read like a pipe unless it stands at its start. */
        f->seekable = S_ISREG(st.st_mode) && (!is_stdin || lseek(f->fd, 0, SEEK_CUR) == 0);
        if (f->seekable)
                f->nbytes = (uint64_t)st.st_size;
        /* The kernel makes files up as they are read in /proc and the like, whose size says 0: these are pipes to us. */
        if (f->seekable && f->nbytes == 0)
                f->seekable = false;
#ifdef POSIX_FADV_SEQUENTIAL
        if (f->seekable && f->nbytes > AHEAD_LEAST)
                (void)posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
done:
        if (status != CW_OK) {
                cw_error_locate(err, is_stdin ? "standard input" : path, NULL, 0);
                cw_file_close(&f);
        }
        *file_ret = f;
        return status;
}

/* Waits until there is something to read, or the end.  A pipe may be silent for hours, and the signal that ends the wait
 * may have been delivered to another thread: so the flag is asked, ten times a second. */
static cw_status
wait_for_input(const struct cw_file *f, struct cw_error *err)
{
        struct pollfd p = {.fd = f->fd, .events = POLLIN};
        for (;;) {
                if (cw_is_cancelled(f->cancel))
                        return cw_fail(err, CW_E_INTERRUPTED, "interrupted; nothing was written");
                int n = poll(&p, 1, f->cancel == NULL ? -1 : 100);
                if (n > 0 || (n < 0 && errno != EINTR))
                        return CW_OK;
        }
}

/* Reads until `want` or the end. */
static cw_status
read_whole(const struct cw_file *f, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        size_t got = 0;
        while (got < want) {
                CW_TRY(wait_for_input(f, err));
                ssize_t n = read(f->fd, (char *)buffer + got, want - got);
                if (n < 0 && (errno == EINTR || errno == EAGAIN))
                        continue;
                if (n < 0)
                        return cw_fail_errno(err, "cannot read");
                if (n == 0)
                        break;
                got += (size_t)n;
        }
        *got_ret = got;
        return CW_OK;
}

cw_status
cw_file_peek(struct cw_file *file, size_t want, const uint8_t **data_ret, size_t *nbytes_ret, struct cw_error *err)
{
        *data_ret = NULL;
        *nbytes_ret = 0;
        if (file->seekable && want > file->nbytes)
                want = (size_t)file->nbytes;
        uint8_t *bytes = cw_malloc(want + CW_PEEK_PAD);
        if (bytes == NULL)
                return cw_fail_memory(err, want);
        size_t got = 0;
        cw_status status = file->seekable ? cw_file_read_at(file, 0, bytes, want, &got, err)
                                          : read_whole(file, bytes, want, &got, err);
        if (status != CW_OK) {
                cw_free(bytes);
                return status;
        }
        memset(bytes + got, 0, CW_PEEK_PAD);
        cw_free(file->peeked);
        file->peeked = bytes;
        file->peeked_nbytes = got;
        *data_ret = bytes;
        *nbytes_ret = got;
        return CW_OK;
}

cw_status
cw_file_read(struct cw_file *file, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        size_t got = 0;
        if (file->seekable) {
                CW_TRY(cw_file_read_at(file, file->at, buffer, want, &got, err));
        } else {
                size_t from_peek = file->at < file->peeked_nbytes ? file->peeked_nbytes - (size_t)file->at : 0;
                from_peek = from_peek < want ? from_peek : want;
                if (from_peek > 0)
                        memcpy(buffer, file->peeked + file->at, from_peek);
                CW_TRY(read_whole(file, (char *)buffer + from_peek, want - from_peek, &got, err));
                got += from_peek;
        }
        file->at += got;
        *got_ret = got;
        return CW_OK;
}

/* What was read to see what the file is need not be read again: with ten thousand small files that is all there is to
 * read of them. */
static size_t
take_peeked(const struct cw_file *file, uint64_t offset, void *buffer, size_t want)
{
        if (offset >= file->peeked_nbytes)
                return 0;
        const size_t there = file->peeked_nbytes - (size_t)offset, n = want < there ? want : there;
        memcpy(buffer, file->peeked + offset, n);
        return n;
}

cw_status
cw_file_read_at(struct cw_file *file, uint64_t offset, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        size_t got = take_peeked(file, offset, buffer, want);
        const bool has_all = file->peeked != NULL && file->peeked_nbytes == file->nbytes;
        while (got < want && !has_all) {
                ssize_t n = pread(file->fd, (char *)buffer + got, want - got, (off_t)(offset + got));
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return cw_fail_errno(err, "cannot read at byte %llu", (unsigned long long)(offset + got));
                if (n == 0)
                        break;
                got += (size_t)n;
        }
        cw_content_show(file->content, offset, buffer, got);
        *got_ret = got;
        return CW_OK;
}

cw_status
cw_file_map(struct cw_file *file, const uint8_t **data_ret, struct cw_error *err)
{
        *data_ret = file->mapped;
        if (file->mapped != NULL || !file->seekable || file->nbytes > SIZE_MAX)
                return CW_OK;
        void *p = mmap(NULL, (size_t)file->nbytes, PROT_READ, MAP_SHARED, file->fd, 0);
        if (p == MAP_FAILED)
                return errno == ENODEV || errno == EACCES ? CW_OK : cw_fail_errno(err, "cannot map");
        if (!cw_file_watch()) {
                munmap(p, (size_t)file->nbytes);
                return CW_OK;
        }
        (void)madvise(p, (size_t)file->nbytes, MADV_SEQUENTIAL);
        file->mapped = p;
        *data_ret = p;
        return CW_OK;
}

void
cw_file_let_go(const struct cw_file *file, int part, int n_parts)
{
        const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
        const uint64_t share = n_parts < 1 ? 0 : file->nbytes / (uint64_t)n_parts / page * page;
        if (file->mapped != NULL && share >= LET_GO_LEAST)
                (void)madvise((char *)file->mapped + (uint64_t)part * share, (size_t)share, MADV_DONTNEED);
}

void
cw_file_close(struct cw_file **file_ref)
{
        struct cw_file *f = *file_ref;
        if (f == NULL)
                return;
        if (f->mapped != NULL) {
                munmap(f->mapped, (size_t)f->nbytes);
                cw_file_unwatch();
        }
        if (f->fd >= 0)
                close(f->fd);
        cw_content_free(&f->content);
        cw_free(f->peeked);
        cw_free(f->name);
        cw_free(f);
        *file_ref = NULL;
}
