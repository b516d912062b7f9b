/* SPDX-License-Identifier: MIT */
/*
 * Looking after the cache: what it holds, whether that is still right, and clearing it.
 */
#include "cache_entry.h"

#include "base/memory.h"
#include "input/file.h"
#include "merge/shard_counts.h"
#include "store/cache.h"
#include "write/escape.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Of the file that an entry is of, as it is now. */
enum state { CURRENT, CHANGED, GONE, CONTENT_SAME, CONTENT_UNKNOWN, CONTENT_DIFFERS };

static const char *const state_names[] = {"current", "changed", "gone", "verified", "unverified", "wrong"};

/* A line of the list. */
struct line {
        char *path;
        uint64_t nbytes;
        uint32_t used;
        enum state state;
        struct cw_digest key;
};

struct list {
        struct line *items;
        size_t n, cap;
        bool verify, failed;
        uint64_t n_of[CW_ARRAY_LEN(state_names)];
};

static enum state
verify(const char *path, const struct cw_cache_entry *e)
{
        struct cw_file *file = NULL;
        bool known;
        if (e->digested == CW_DIGESTED_NOTHING || cw_file_open(path, &file, NULL) != CW_OK)
                return CONTENT_UNKNOWN;
        const bool same = cw_cache_entry_is_of(e, file, &known);
        cw_file_close(&file);
        return same ? CONTENT_SAME : known ? CONTENT_DIFFERS : CONTENT_UNKNOWN;
}

static enum state
judge(const struct list *list, const char *path, const struct cw_cache_entry *e)
{
        struct cw_identity now;
        if (!cw_identity_of_path(path, &now))
                return GONE;
        if (!cw_identity_equal(&now, &e->identity))
                return CHANGED;
        return list->verify ? verify(path, e) : CURRENT;
}

static void
visit(void *user, struct cw_digest key, uint32_t used, const void *body, size_t nbytes)
{
        struct list *list = user;
        struct cw_cache_entry e;
        if (list->failed || !cw_cache_entry_read(body, nbytes, &e) || memchr(e.path, '\0', e.path_nbytes) != NULL)
                return;
        char *path = cw_strndup(e.path, e.path_nbytes);
        list->failed = path == NULL || !cw_grow(&list->items, &list->cap, list->n + 1, sizeof(*list->items));
        if (list->failed) {
                cw_free(path);
                return;
        }
        const enum state state = judge(list, path, &e);
        list->n_of[state]++;
        list->items[list->n++] = (struct line){path, e.identity.nbytes, used, state, key};
}

static int
compare_lines(const void *pa, const void *pb)
{
        const struct line *a = pa, *b = pb;
        const int order = strcmp(a->path, b->path);
        return order != 0 ? order : cw_digest_compare(a->key, b->key);
}

static void
put_time(struct cw_buffer *out, uint32_t used)
{
        char text[32] = "?";
        struct tm tm;
        const time_t t = (time_t)used;
        if (gmtime_r(&t, &tm) != NULL)
                (void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
        cw_buffer_puts(out, text);
}

static void
put_text(struct cw_buffer *out, const char *folder, const struct list *list, const struct cw_cache_stats *stats)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct line *l = &list->items[i];
                put_time(out, l->used);
                cw_buffer_printf(out, "  %-10s  %14llu  ", state_names[l->state], (unsigned long long)l->nbytes);
                cw_escape_comment(out, l->path);
                cw_buffer_putc(out, '\n');
        }
        cw_escape_comment(out, folder);
        cw_buffer_printf(out, ": %zu shard%s, %llu bytes in %llu segment%s", list->n, list->n == 1 ? "" : "s",
                         (unsigned long long)stats->nbytes, (unsigned long long)stats->segments,
                         stats->segments == 1 ? "" : "s");
        for (size_t i = 0; i < CW_ARRAY_LEN(state_names); i++) {
                if (list->n_of[i] > 0)
                        cw_buffer_printf(out, ", %llu %s", (unsigned long long)list->n_of[i], state_names[i]);
        }
        if (stats->damaged_records + stats->damaged_segments > 0)
                cw_buffer_printf(out, "; damaged and not used: %llu records, %llu segments",
                                 (unsigned long long)stats->damaged_records,
                                 (unsigned long long)stats->damaged_segments);
        cw_buffer_putc(out, '\n');
}

static void
put_json(struct cw_buffer *out, const char *folder, const struct list *list, const struct cw_cache_stats *stats)
{
        cw_buffer_puts(out, "{\"folder\": ");
        cw_escape_json(out, folder);
        cw_buffer_printf(out,
                         ", \"bytes\": %llu, \"segments\": %llu, \"damaged_records\": %llu, \"damaged_segments\": "
                         "%llu, \"shards\": [",
                         (unsigned long long)stats->nbytes, (unsigned long long)stats->segments,
                         (unsigned long long)stats->damaged_records, (unsigned long long)stats->damaged_segments);
        for (size_t i = 0; i < list->n; i++) {
                const struct line *l = &list->items[i];
                cw_buffer_puts(out, i == 0 ? "\n  {\"path\": " : ",\n  {\"path\": ");
                cw_escape_json(out, l->path);
                cw_buffer_printf(out, ", \"bytes\": %llu, \"used\": %lu, \"state\": \"%s\"}",
                                 (unsigned long long)l->nbytes, (unsigned long)l->used, state_names[l->state]);
        }
        cw_buffer_puts(out, list->n > 0 ? "\n]}\n" : "]}\n");
}

/* What is wrong is put out of use by an entry that is none. */
static cw_status
drop_wrong(const char *folder, const struct list *list, struct cw_error *err)
{
        struct cw_cache *cache = NULL;
        if (list->n_of[CONTENT_DIFFERS] == 0)
                return CW_OK;
        CW_TRY(cw_cache_open(folder, UINT64_MAX, &cache, err));
        for (size_t i = 0; i < list->n; i++) {
                if (list->items[i].state == CONTENT_DIFFERS)
                        cw_cache_add(cache, list->items[i].key, "", 0);
        }
        return cw_cache_close(&cache, err);
}

/* One that is not there holds nothing; what is there and cannot be looked into must not pass for empty. */
static cw_status
check_folder(const char *folder, struct cw_error *err)
{
        DIR *dir = opendir(folder);
        if (dir != NULL)
                closedir(dir);
        if (dir != NULL || errno == ENOENT)
                return CW_OK;
        const cw_status status = cw_fail_errno(err, "cannot open the folder of the cache");
        cw_error_locate(err, folder, NULL, 0);
        return status;
}

static cw_status
look(const char *folder, bool verify_too, bool json, char **text_ret, uint64_t *n_wrong_ret, struct cw_error *err)
{
        struct list list = {.verify = verify_too};
        struct cw_cache_stats stats;
        struct cw_buffer out = {0};
        *text_ret = NULL;
        *n_wrong_ret = 0;
        cw_status status = check_folder(folder, err);
        if (status == CW_OK)
                status = cw_cache_each(folder, visit, &list, &stats, err);
        if (status == CW_OK && list.failed)
                status = cw_fail_memory(err, sizeof(*list.items));
        if (status == CW_OK && list.n > 1)
                qsort(list.items, list.n, sizeof(*list.items), compare_lines);
        if (status == CW_OK)
                status = drop_wrong(folder, &list, err);
        if (status == CW_OK) {
                *n_wrong_ret = list.n_of[CONTENT_DIFFERS];
                (json ? put_json : put_text)(&out, folder, &list, &stats);
                status = cw_buffer_take(&out, text_ret, NULL, err);
        }
        cw_buffer_free(&out);
        for (size_t i = 0; i < list.n; i++)
                cw_free(list.items[i].path);
        cw_free(list.items);
        return status;
}

cw_status
cw_cache_list(const char *folder, bool json, char **text_ret, struct cw_error *err)
{
        uint64_t unused;
        return look(folder, false, json, text_ret, &unused, err);
}

cw_status
cw_cache_verify(const char *folder, bool json, char **text_ret, uint64_t *n_wrong_ret, struct cw_error *err)
{
        return look(folder, true, json, text_ret, n_wrong_ret, err);
}

cw_status
cw_cache_clear(const char *folder, uint64_t *nbytes_ret, struct cw_error *err)
{
        *nbytes_ret = 0;
        CW_TRY(check_folder(folder, err));
        return cw_cache_remove_all(folder, nbytes_ret, err);
}
