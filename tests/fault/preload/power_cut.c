/* SPDX-License-Identifier: MIT */
/*
 * A power cut, to be put in front of the C library (LD_PRELOAD): after a given number of changes to the files of a folder
 * the process ends, and of what was not synced by then some is lost, as a disk may lose it.
 *
 *      CW_POWER_FOLDER  the folder, as the program's paths name it
 *      CW_POWER_AT      how many changes still happen: files made, writes, syncs, renames, removals; 0: all
 *      CW_POWER_LOSE    none, all, data, names, or a number: the seed by which pages and names are kept or lost one by one,
 *                       by an odd one every second, by an even one every eighth
 *      CW_POWER_LIES    not empty: the disk says that it has synced, and has not
 *
 * Exit code 86: the power was cut.  Else the program's own; where it has ended by itself, fewer changes than that were made,
 * and the cut comes at its end.
 *
 * What a disk may do: every page of 4 KiB that was written since the last sync of its file is the old one, the new one, or
 * new up to some sector and old behind; a file that has grown has any size between the old and the new one, with zeros
 * where a page was lost; every name made, changed or removed since the last sync of the folder is as before or as after.
 *
 * Everything is really done, and what it replaces is noted; at the cut it is taken back, the last first.  One thread.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, SECTOR = 512, FILES = 256, UNDOS = 4096, NAME = 512, EXIT_CUT = 86 };

/* A file that was opened for writing below the folder; `fd` is our own, for reading and writing. */
struct file {
        int fd;
        dev_t device;
        ino_t inode;
        off_t durable; /* size that is safe */
};

enum kind { WRITTEN, MADE, RENAMED, REMOVED };

/* How to take one change back. */
struct undo {
        enum kind kind;
        struct file *file; /* of WRITTEN */
        off_t offset;      /* of the page */
        size_t n_old;      /* bytes that it had */
        unsigned char old[PAGE];
        char from[NAME], to[NAME], spare[NAME]; /* spare: a link to what the name stood for, or "" */
};

static struct file files[FILES];
static struct undo *undos;
static int n_files, n_undos, n_changes, n_spares;
static uint64_t seed = 1;

/* ---- small things ------------------------------------------------------------------------------------------------- */

static void *
next(const char *name)
{
        void *function = dlsym(RTLD_NEXT, name);
        if (function == NULL)
                abort();
        return function;
}
#define NEXT(name) ((__typeof__(&name))next(#name))

static uint64_t
roll(uint64_t sides)
{
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (seed >> 33) % sides;
}

static bool
is_ours(const char *path)
{
        const char *folder = getenv("CW_POWER_FOLDER");
        const size_t n = folder == NULL ? 0 : strlen(folder);
        return n > 0 && strncmp(path, folder, n) == 0 && path[n] == '/';
}

static struct file *
find(int fd)
{
        struct stat st;
        if (fstat(fd, &st) != 0)
                return NULL;
        for (int i = 0; i < n_files; i++) {
                if (files[i].device == st.st_dev && files[i].inode == st.st_ino)
                        return &files[i];
        }
        return NULL;
}

static off_t
size_of(int fd)
{
        struct stat st;
        return fstat(fd, &st) == 0 ? st.st_size : 0;
}

static struct undo *
note(enum kind kind, const char *from, const char *to)
{
        if (undos == NULL)
                undos = calloc(UNDOS, sizeof(*undos));
        if (undos == NULL || n_undos == UNDOS)
                abort();
        struct undo *u = &undos[n_undos++];
        u->kind = kind;
        snprintf(u->from, NAME, "%s", from);
        snprintf(u->to, NAME, "%s", to);
        return u;
}

/* A second name, outside of the folder, for what `path` stands for. */
static void
spare(struct undo *u, const char *path)
{
        snprintf(u->spare, NAME, "%s.spare%d", getenv("CW_POWER_FOLDER"), n_spares++);
        if (link(path, u->spare) != 0)
                u->spare[0] = '\0';
}

/* ---- the cut ------------------------------------------------------------------------------------------------------ */

static const char *
what_to_lose(void)
{
        const char *lose = getenv("CW_POWER_LOSE");
        return lose == NULL ? "none" : lose;
}

static bool
is_random(const char *lose)
{
        return lose[0] >= '0' && lose[0] <= '9';
}

static bool
is_lost(const struct undo *u)
{
        const char *lose = what_to_lose();
        if (strcmp(lose, "data") == 0 || strcmp(lose, "names") == 0)
                return (u->kind == WRITTEN) == (lose[0] == 'd');
        return is_random(lose) ? roll(atoi(lose) % 2 == 0 ? 8 : 2) == 0 : strcmp(lose, "all") == 0;
}

static void
lose_page(const struct undo *u)
{
        unsigned char page[PAGE] = {0};
        memcpy(page, u->old, u->n_old);
        const off_t torn = is_random(what_to_lose()) ? (off_t)roll(PAGE / SECTOR) * SECTOR : 0;
        const off_t left = size_of(u->file->fd) - u->offset - torn;
        const size_t n = left < 0 ? 0 : left < PAGE - torn ? (size_t)left : (size_t)(PAGE - torn);
        if (NEXT(pwrite)(u->file->fd, page + torn, n, u->offset + torn) != (ssize_t)n)
                abort();
}

static void
take_back(const struct undo *u)
{
        if (u->kind == WRITTEN)
                lose_page(u);
        else if (u->kind == MADE)
                (void)NEXT(unlink)(u->from);
        else if (u->kind == RENAMED)
                (void)NEXT(rename)(u->to, u->from);
        if (u->spare[0] != '\0')
                (void)NEXT(rename)(u->spare, u->to);
}

/* Every second file that has grown is some size between. */
static void
lose_size(const struct file *f)
{
        const char *lose = what_to_lose();
        const off_t grown = size_of(f->fd) - f->durable;
        off_t left = grown;
        if (strcmp(lose, "all") == 0)
                left = 0;
        else if (is_random(lose) && grown > 0 && roll(2) == 0)
                left = (off_t)roll((uint64_t)grown);
        if (left < grown && ftruncate(f->fd, f->durable + left) != 0)
                abort();
}

static void
cut(void)
{
        seed = (uint64_t)n_changes + 7919 * (uint64_t)strtoull(what_to_lose(), NULL, 10);
        for (int i = 0; i < 4; i++)
                (void)roll(2); /* seeds that are close begin alike */
        for (int i = n_undos - 1; i >= 0; i--) {
                if (is_lost(&undos[i]))
                        take_back(&undos[i]);
                if (undos[i].spare[0] != '\0')
                        (void)NEXT(unlink)(undos[i].spare);
        }
        for (int i = 0; i < n_files; i++)
                lose_size(&files[i]);
}

static void
changed(void)
{
        const char *at = getenv("CW_POWER_AT");
        if (at == NULL || ++n_changes != atoi(at))
                return;
        cut();
        _exit(EXIT_CUT);
}

__attribute__((destructor)) static void
at_end(void)
{
        cut();
}

/* ---- what the program calls ----------------------------------------------------------------------------------------- */

int
open(const char *path, int flags, ...)
{
        va_list args;
        va_start(args, flags);
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
        va_end(args);
        struct stat st;
        const bool is_new = (flags & O_CREAT) != 0 && is_ours(path) && lstat(path, &st) != 0;
        const int fd = NEXT(open)(path, flags, mode);
        if (fd < 0 || !is_ours(path) || (flags & O_ACCMODE) == O_RDONLY)
                return fd;
        if (find(fd) == NULL && n_files < FILES && fstat(fd, &st) == 0)
                files[n_files++] =
                        (struct file){NEXT(open)(path, O_RDWR | O_CLOEXEC), st.st_dev, st.st_ino, st.st_size};
        if (is_new) {
                (void)note(MADE, path, path);
                changed();
        }
        return fd;
}

/* Before it is done: what the pages hold that will be written. */
static void
note_pages(struct file *f, size_t nbytes, off_t offset)
{
        for (off_t page = offset / PAGE * PAGE; nbytes > 0 && page < offset + (off_t)nbytes; page += PAGE) {
                struct undo *u = note(WRITTEN, "", "");
                const ssize_t n = pread(f->fd, u->old, PAGE, page);
                u->file = f;
                u->offset = page;
                u->n_old = n < 0 ? 0 : (size_t)n;
        }
}

ssize_t
pwrite(int fd, const void *data, size_t nbytes, off_t offset)
{
        struct file *f = find(fd);
        if (f != NULL)
                note_pages(f, nbytes, offset);
        const ssize_t n = NEXT(pwrite)(fd, data, nbytes, offset);
        if (f != NULL)
                changed();
        return n;
}

ssize_t
write(int fd, const void *data, size_t nbytes)
{
        struct file *f = find(fd);
        if (f != NULL)
                note_pages(f, nbytes, lseek(fd, 0, SEEK_CUR));
        const ssize_t n = NEXT(write)(fd, data, nbytes);
        if (f != NULL)
                changed();
        return n;
}

/* Forgets how to take back what is safe now. */
int
fsync(int fd)
{
        struct stat st;
        struct file *f = find(fd);
        const bool is_folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
        int n = 0;
        const char *lies = getenv("CW_POWER_LIES");
        if ((lies != NULL && lies[0] != '\0') || (f == NULL && !is_folder)) {
                changed();
                return 0;
        }
        for (int i = 0; i < n_undos; i++) {
                struct undo *u = &undos[i];
                const bool safe = is_folder ? u->kind != WRITTEN : u->kind == WRITTEN && u->file == f;
                if (safe && u->spare[0] != '\0')
                        (void)NEXT(unlink)(u->spare);
                if (!safe && n++ != i)
                        undos[n - 1] = *u;
        }
        n_undos = n;
        if (f != NULL)
                f->durable = size_of(fd);
        changed();
        return 0;
}

int
rename(const char *from, const char *to)
{
        if (is_ours(to))
                spare(note(RENAMED, from, to), to);
        const int status = NEXT(rename)(from, to);
        if (is_ours(to))
                changed();
        return status;
}

int
unlink(const char *path)
{
        if (is_ours(path))
                spare(note(REMOVED, path, path), path);
        const int status = NEXT(unlink)(path);
        if (is_ours(path))
                changed();
        return status;
}
