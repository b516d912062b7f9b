/* SPDX-License-Identifier: MIT */
/*
 * What an edit of a table must not touch, found without the editor: the document without the header and the key/value
 * lines of the tables named.  Shared by the fuzz target and by the unit tests of the editor.
 */
#ifndef CW_TESTS_TOML_REST_H
#define CW_TESTS_TOML_REST_H

#include "base/buffer.h"
#include "base/toml.h"

#include <string.h>

/** A table by its path of one or two parts. */
struct rest_path {
        const char *first, *second; /**< `second` NULL: one part */
};

static inline const struct cw_toml_node *
rest_find(const struct cw_toml *doc, struct rest_path path)
{
        const struct cw_toml_node *node = cw_toml_get(doc, cw_toml_root(doc), path.first, strlen(path.first));
        return path.second == NULL || node == NULL ? node : cw_toml_get(doc, node, path.second, strlen(path.second));
}

/** Adds the bytes of `text` that belong to none of the tables to `rest`. */
static inline void
rest_of(const struct cw_toml *doc, const char *text, size_t nbytes, const struct rest_path *paths, size_t n_paths,
        struct cw_buffer *rest)
{
        size_t at = 0;
        for (size_t i = 0; i < doc->n_statements; i++) {
                const struct cw_toml_statement *s = &doc->statements[i];
                bool ours = false;
                for (size_t k = 0; k < n_paths; k++)
                        ours |= s->scope == rest_find(doc, paths[k]);
                cw_buffer_add(rest, text + at, s->begin - at);
                if (!ours)
                        cw_buffer_add(rest, text + s->begin, s->end - s->begin);
                at = s->end;
        }
        cw_buffer_add(rest, text + at, nbytes - at);
}

/** Whether `after` is `before`, or that and line breaks: what appending a table may add. */
static inline bool
rest_is_kept(const struct cw_buffer *before, const struct cw_buffer *after)
{
        if (after->n < before->n || memcmp(before->data, after->data, before->n) != 0)
                return false;
        for (size_t i = before->n; i < after->n; i++)
                if (after->data[i] != '\n' && after->data[i] != '\r')
                        return false;
        return true;
}

#endif
