/* SPDX-License-Identifier: MIT */
/*
 * Reading label maps: which language a file is in.  By its first bytes; its extension is asked only where these leave a
 * doubt (a line `[PAD]` may be a label or a TOML header, `Person=3` a label or a TOML key).
 *
 *     {   or  ["  [{  []  [1     JSON
 *     ---                        YAML: a dataset card's front matter
 *     [table]   key = value      TOML, unless the extension is .txt
 *     anything else              labels.txt, a name a line
 *
 * What the text says is then found by label_map_tree.c, the same way for the first three.
 */
#include "labels/label_map_parts.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct text {
        const char *at, *end;
};

typedef cw_status tree_reader(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err);

/* ---- which language --------------------------------------------------------------------------------------- */

static bool
has_extension(const char *source, const char *extension)
{
        const size_t n = strlen(source), n_extension = strlen(extension);
        return n > n_extension && strcasecmp(source + n - n_extension, extension) == 0;
}

static struct text
skip(struct text t, const char *bytes)
{
        while (t.at < t.end && *t.at != '\0' && strchr(bytes, *t.at) != NULL)
                t.at++;
        return t;
}

static bool
looks_like_json(struct text t)
{
        t = skip(t, " \t\r\n");
        if (t.at == t.end || (*t.at != '{' && *t.at != '['))
                return false;
        if (*t.at == '{')
                return true;
        t.at++;
        t = skip(t, " \t\r\n");
        return t.at == t.end || *t.at == ']' || *t.at == '{' || *t.at == '"' || *t.at == '-' ||
               (*t.at >= '0' && *t.at <= '9');
}

/** `key = value`: a bare or quoted key, dotted perhaps, and after '=' what a TOML value can begin with. */
static bool
is_key_value(struct text t)
{
        static const char bare[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. \t";
        for (;;) {
                const struct text next = skip(t, bare);
                if (next.at == next.end || (*next.at != '"' && *next.at != '\'')) {
                        t = next;
                        break;
                }
                const char *close = memchr(next.at + 1, *next.at, (size_t)(next.end - next.at - 1));
                if (close == NULL)
                        return false;
                t.at = close + 1;
        }
        if (t.at == t.end || *t.at != '=')
                return false;
        t.at++;
        t = skip(t, " \t");
        return t.at < t.end && strchr("\"'[{+-0123456789", *t.at) != NULL && *t.at != '\0';
}

/** The first line that is no comment and no header decides. */
static bool
looks_like_toml(struct text t)
{
        while (t.at < t.end) {
                const char *newline = memchr(t.at, '\n', (size_t)(t.end - t.at));
                struct text line = skip((struct text){t.at, newline != NULL ? newline : t.end}, " \t\r");
                if (line.at < line.end && *line.at != '#' && *line.at != '[')
                        return is_key_value(line);
                t.at = newline != NULL ? newline + 1 : t.end;
        }
        return false;
}

static bool
begins_front_matter(struct text t)
{
        if (t.end - t.at < 3 || memcmp(t.at, "---", 3) != 0)
                return false;
        t.at += 3;
        t = skip(t, " \t\r");
        return t.at < t.end && *t.at == '\n';
}

/** The reader of the tree, or NULL for a name a line. */
static tree_reader *
find_language(struct text t, const char *source)
{
        if (has_extension(source, ".toml"))
                return cw_label_tree_from_toml;
        if (has_extension(source, ".yaml") || has_extension(source, ".yml") || begins_front_matter(t))
                return cw_label_tree_from_yaml;
        if (has_extension(source, ".json") || looks_like_json(t))
                return cw_label_tree_from_json;
        if (!has_extension(source, ".txt") && looks_like_toml(t))
                return cw_label_tree_from_toml;
        return NULL;
}

/* ---- from text to map ------------------------------------------------------------------------------------- */

static cw_status
check_text(struct text *t, const char *source, struct cw_error *err)
{
        const size_t nbytes = (size_t)(t->end - t->at);
        if (nbytes > CW_LABEL_MAX_NBYTES)
                return cw_fail(err, CW_E_DATA, "a label map of more than %d MiB is not read; is this the right file?",
                               CW_LABEL_MAX_NBYTES >> 20);
        if (nbytes >= 2 && (memcmp(t->at, "\xFF\xFE", 2) == 0 || memcmp(t->at, "\xFE\xFF", 2) == 0))
                return cw_fail(err, CW_E_DATA, "expected UTF-8, found UTF-16; save it as UTF-8");
        if (nbytes >= 3 && memcmp(t->at, "\xEF\xBB\xBF", 3) == 0)
                t->at += 3;
        if (skip(*t, " \t\r\n").at == t->end)
                return cw_fail(err, CW_E_DATA, "expected a label map, found an empty file");
        const char *nul = memchr(t->at, '\0', (size_t)(t->end - t->at));
        if (nul != NULL)
                return cw_fail(err, CW_E_DATA, "expected text, found a NUL byte at byte %zu; is this a label map?",
                               (size_t)(nul - t->at));
        if (has_extension(source, ".md") && !begins_front_matter(*t))
                return cw_fail(err, CW_E_DATA,
                               "expected a dataset card that begins with \"---\", found no front matter");
        return CW_OK;
}

static cw_status
parse_tree(tree_reader *read, struct text t, const char *column, const char *source, struct cw_label_map **map_ret,
           struct cw_error *err)
{
        json_t *tree = NULL;
        CW_TRY(read(t.at, (size_t)(t.end - t.at), &tree, err));
        const cw_status status = cw_label_map_from_tree(tree, column, source, map_ret, err);
        json_decref(tree);
        return status;
}

static cw_status
parse_lines(struct text t, const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        struct cw_label_draft draft = {0};
        cw_status status = cw_label_draft_from_lines(t.at, (size_t)(t.end - t.at), &draft, err);
        if (status == CW_OK)
                status = cw_label_draft_finish(&draft, source, map_ret, err);
        cw_label_draft_free(&draft);
        return status;
}

cw_status
cw_label_map_parse(const char *text, size_t nbytes, const char *source, struct cw_label_map **map_ret,
                   struct cw_error *err)
{
        struct text t = {text, text + nbytes};
        *map_ret = NULL;
        CW_TRY(check_text(&t, source, err));
        tree_reader *read = find_language(t, source);
        CW_TRY(read != NULL ? parse_tree(read, t, NULL, source, map_ret, err) : parse_lines(t, source, map_ret, err));
        if ((*map_ret)->n > 0)
                return CW_OK;
        cw_label_map_free(map_ret);
        return cw_fail(err, CW_E_DATA, "the label map is empty; expected at least one name");
}

/** As cw_label_map_parse(), for the class label of one column. */
static cw_status
parse_column(const char *text, size_t nbytes, const char *column, const char *source, struct cw_label_map **map_ret,
             struct cw_error *err)
{
        struct text t = {text, text + nbytes};
        *map_ret = NULL;
        CW_TRY(check_text(&t, source, err));
        tree_reader *read = find_language(t, source);
        if (read != NULL)
                CW_TRY(parse_tree(read, t, column, source, map_ret, err));
        if (*map_ret != NULL && (*map_ret)->n == 0)
                cw_label_map_free(map_ret);
        return CW_OK;
}

/* ---- from file to text ------------------------------------------------------------------------------------ */

/** Reads to the end, but not much beyond the largest map: what is too long is refused by its length. */
static cw_status
read_all(int fd, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        char *text = NULL;
        size_t cap = 0, n = 0;
        *text_ret = NULL;
        while (n <= CW_LABEL_MAX_NBYTES) {
                if (!cw_grow(&text, &cap, n + 4096, 1)) {
                        cw_free(text);
                        return cw_fail_memory(err, n + 4096);
                }
                const ssize_t got = read(fd, text + n, cap - n);
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0) {
                        const cw_status status = cw_fail_errno(err, "cannot be read");
                        cw_free(text);
                        return status;
                }
                if (got == 0)
                        break;
                n += (size_t)got;
        }
        *text_ret = text;
        *nbytes_ret = n;
        return CW_OK;
}

static cw_status
read_file(const char *path, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return cw_fail_errno(err, "cannot be opened");
        struct stat info;
        cw_status status;
        if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode))
                status = cw_fail(err, CW_E_IO, "is a folder; expected a label map file");
        else
                status = read_all(fd, text_ret, nbytes_ret, err);
        close(fd);
        return status;
}

static cw_status
load(const char *path, const char *column, struct cw_label_map **map_ret, struct cw_error *err)
{
        char *text = NULL;
        size_t nbytes = 0;
        *map_ret = NULL;
        cw_status status = read_file(path, &text, &nbytes, err);
        if (status == CW_OK)
                status = column == NULL ? cw_label_map_parse(text, nbytes, path, map_ret, err)
                                        : parse_column(text, nbytes, column, path, map_ret, err);
        if (status != CW_OK)
                cw_error_locate(err, path, "line", err != NULL ? err->row : 0);
        cw_free(text);
        return status;
}

cw_status
cw_label_map_load(const char *path, struct cw_label_map **map_ret, struct cw_error *err)
{
        return load(path, NULL, map_ret, err);
}

cw_status
cw_label_map_load_column(const char *path, const char *column, struct cw_label_map **map_ret, struct cw_error *err)
{
        return load(path, column, map_ret, err);
}
