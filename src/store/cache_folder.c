/* SPDX-License-Identifier: MIT */
/*
 * The folder of a cache: which of its files are segments, and in which order they count.
 */
#include "store/cache_folder.h"

#include "base/memory.h"
#include "input/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The time in the name comes first, in digits of fixed number, so that names sort as segments were made. */
static const char prefix[] = "segment-", suffix[] = ".cwcache", temporary_prefix[] = ".counterweight-",
                  temporary_suffix[] = ".tmp";
enum {
        TIME_DIGITS = 16,
        RANDOM_DIGITS = 16,
        NAME_LENGTH = 8 + TIME_DIGITS + 1 + RANDOM_DIGITS + 8,
        OPEN_MOST = 256,         /* segments of a folder that nobody could ever make room in; the newest count */
        TEMPORARY_SECONDS = 3600 /* what is older than that was left behind by a process that was killed */
};

static bool
has_ends(const char *name, const char *first, const char *last)
{
        const size_t n = strlen(name), n_first = strlen(first), n_last = strlen(last);
        return n > n_first + n_last && memcmp(name, first, n_first) == 0 && strcmp(name + n - n_last, last) == 0;
}

static bool
is_segment(const char *name)
{
        return strlen(name) == NAME_LENGTH && has_ends(name, prefix, suffix);
}

static int
compare_paths(const void *pa, const void *pb)
{
        return strcmp(*(char *const *)pb, *(char *const *)pa); /* the newest first */
}

struct paths {
        char **items;
        size_t n, cap;
};

static void
free_paths(struct paths *p)
{
        for (size_t i = 0; i < p->n; i++)
                cw_free(p->items[i]);
        cw_free(p->items);
        *p = (struct paths){0};
}

/* Paths of the files of the folder that `wanted` takes, by descending name. */
static cw_status
list(const char *folder, bool (*wanted)(const char *name), struct paths *p, struct cw_error *err)
{
        const struct dirent *entry;
        DIR *dir = opendir(folder);
        if (dir == NULL)
                return CW_OK;
        cw_status status = CW_OK;
        while (status == CW_OK && (entry = readdir(dir)) != NULL) {
                if (!wanted(entry->d_name))
                        continue;
                char *path = cw_path_join(folder, entry->d_name);
                if (path == NULL || !cw_grow(&p->items, &p->cap, p->n + 1, sizeof(*p->items))) {
                        cw_free(path);
                        status = cw_fail_memory(err, sizeof(*p->items));
                } else {
                        p->items[p->n++] = path;
                }
        }
        closedir(dir);
        if (p->n > 1)
                qsort(p->items, p->n, sizeof(*p->items), compare_paths);
        return status;
}

static cw_status
open_one(char *path, struct cw_segments *s, struct cw_error *err)
{
        struct cw_error why;
        if (!cw_grow(&s->items, &s->cap, s->n + 1, sizeof(*s->items)))
                return cw_fail_memory(err, sizeof(*s->items));
        const cw_status status = cw_segment_open(path, &s->items[s->n], &why);
        if (status == CW_OK) {
                s->nbytes += s->items[s->n++].nbytes;
        } else if (status == CW_E_CORRUPT || status == CW_E_TRUNCATED) {
                char *copy = cw_strdup(path);
                if (copy == NULL || !cw_grow(&s->damaged, &s->damaged_cap, s->n_damaged + 1, sizeof(*s->damaged))) {
                        cw_free(copy);
                        return cw_fail_memory(err, strlen(path));
                }
                s->damaged[s->n_damaged++] = copy;
        }
        return status == CW_E_MEMORY ? cw_fail_memory(err, strlen(path)) : CW_OK;
}

cw_status
cw_segments_open(const char *folder, struct cw_segments *s, struct cw_error *err)
{
        struct paths paths = {0};
        *s = (struct cw_segments){0};
        cw_status status = list(folder, is_segment, &paths, err);
        for (size_t i = 0; status == CW_OK && i < paths.n && i < OPEN_MOST; i++)
                status = open_one(paths.items[i], s, err);
        free_paths(&paths);
        if (status != CW_OK)
                cw_segments_close(s);
        return status;
}

void
cw_segments_close(struct cw_segments *s)
{
        for (size_t i = 0; i < s->n; i++)
                cw_segment_close(&s->items[i]);
        for (size_t i = 0; i < s->n_damaged; i++)
                cw_free(s->damaged[i]);
        cw_free(s->items);
        cw_free(s->damaged);
        *s = (struct cw_segments){0};
}

char *
cw_segments_new_name(const char *folder, const char *time_of)
{
        char name[NAME_LENGTH + 1];
        struct timespec now = {0};
        unsigned long long random = 0;
        (void)clock_gettime(CLOCK_REALTIME, &now);
        if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
                random = (unsigned long long)getpid() << 32 ^ (unsigned long long)now.tv_nsec;
        unsigned long long time = (unsigned long long)now.tv_sec * 1000000000 + (unsigned long long)now.tv_nsec;
        snprintf(name, sizeof(name), "%s%016llx-%016llx%s", prefix, time, random, suffix);
        if (time_of != NULL) {
                const char *slash = strrchr(time_of, '/');
                memcpy(name + sizeof(prefix) - 1, (slash == NULL ? time_of : slash + 1) + sizeof(prefix) - 1,
                       TIME_DIGITS);
        }
        return cw_path_join(folder, name);
}

uint32_t
cw_cache_now(void)
{
        return (uint32_t)time(NULL);
}

static bool
is_temporary(const char *name)
{
        return has_ends(name, temporary_prefix, temporary_suffix);
}

void
cw_cache_sweep(const char *folder)
{
        struct paths paths = {0};
        struct stat st;
        const time_t now = time(NULL);
        (void)list(folder, is_temporary, &paths, NULL);
        for (size_t i = 0; i < paths.n; i++) {
                if (lstat(paths.items[i], &st) == 0 && S_ISREG(st.st_mode) && now - st.st_mtime > TEMPORARY_SECONDS)
                        (void)unlink(paths.items[i]);
        }
        free_paths(&paths);
}

static bool
is_ours(const char *name)
{
        return is_segment(name) || is_temporary(name);
}

cw_status
cw_cache_remove_all(const char *folder, uint64_t *nbytes_ret, struct cw_error *err)
{
        struct paths paths = {0};
        struct stat st;
        *nbytes_ret = 0;
        cw_status status = list(folder, is_ours, &paths, err);
        for (size_t i = 0; status == CW_OK && i < paths.n; i++) {
                if (lstat(paths.items[i], &st) != 0)
                        continue;
                if (unlink(paths.items[i]) == 0) {
                        *nbytes_ret += (uint64_t)st.st_size;
                } else if (errno != ENOENT) {
                        status = cw_fail_errno(err, "cannot remove");
                        cw_error_locate(err, paths.items[i], NULL, 0);
                }
        }
        free_paths(&paths);
        return status;
}
