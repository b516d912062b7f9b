/* SPDX-License-Identifier: MIT */
/*
 * YAML to tree: the front matter of a dataset card, or a YAML file.
 *
 *     ---                                   front matter: from the first line to the next "---" or "..."
 *     dataset_info:
 *       features:
 *       - name: ner_tags
 *         sequence:
 *           class_label:
 *             names:
 *               '0': O                      every scalar is text here: an id is what reads as one, and a label
 *               '1': B-PER                  that is spelt like a truth value (`NO`) stays a label
 *     ---
 *     # Dataset card                        not looked at
 *
 * libyaml's events are read straight into the tree, so that depth and size are bounded while reading.  An alias shares
 * its anchor's node; an alias inside its own anchor is refused, so the tree has no loops.
 */
#include "labels/label_map_parts.h"

#include "base/memory.h"

#include <string.h>
#include <yaml.h>

enum { MAX_ANCHORS = 1000 };

struct anchor {
        char *name;
        json_t *node; /* owned: one reference */
        int height;   /* levels of containers below it */
};

struct yaml_reader {
        yaml_parser_t parser;
        struct anchor *anchors;
        size_t n_anchors, anchors_cap;
        size_t n_nodes;
        int deepest; /* level reached below the node that is being read */
};

static cw_status
read_node(struct yaml_reader *r, const yaml_event_t *event, int depth, json_t **node_ret, struct cw_error *err);

static size_t
line_of(const yaml_event_t *event)
{
        return event->start_mark.line + 1;
}

static cw_status
next_event(struct yaml_reader *r, yaml_event_t *event_ret, struct cw_error *err)
{
        if (yaml_parser_parse(&r->parser, event_ret))
                return CW_OK;
        memset(event_ret, 0, sizeof(*event_ret));
        if (r->parser.error == YAML_MEMORY_ERROR)
                return cw_fail_memory(err, 0);
        const char *why = r->parser.problem != NULL ? r->parser.problem : "it cannot be read";
        return cw_label_at_line(err, cw_fail(err, CW_E_DATA, "not valid YAML: %.200s", why),
                                r->parser.error == YAML_READER_ERROR ? 0 : r->parser.problem_mark.line + 1);
}

/* ---- anchors ---------------------------------------------------------------------------------------------- */

static cw_status
keep_anchor(struct yaml_reader *r, const char *name, json_t *node, int height, struct cw_error *err)
{
        if (r->n_anchors == MAX_ANCHORS)
                return cw_fail(err, CW_E_DATA, "more than %d anchors; write the label map out", MAX_ANCHORS);
        if (!cw_grow(&r->anchors, &r->anchors_cap, r->n_anchors + 1, sizeof(*r->anchors)))
                return cw_fail_memory(err, sizeof(*r->anchors));
        char *copy = cw_strdup(name);
        if (copy == NULL)
                return cw_fail_memory(err, strlen(name));
        r->anchors[r->n_anchors++] = (struct anchor){copy, json_incref(node), height};
        return CW_OK;
}

static cw_status
fail_deep(const yaml_event_t *event, struct cw_error *err)
{
        return cw_label_at_line(err, cw_fail(err, CW_E_DATA, "nested deeper than %d levels", CW_LABEL_MAX_DEPTH),
                                line_of(event));
}

static cw_status
read_alias(struct yaml_reader *r, const yaml_event_t *event, int depth, json_t **node_ret, struct cw_error *err)
{
        const char *name = (const char *)event->data.alias.anchor;
        for (size_t i = r->n_anchors; i-- > 0;) { /* an anchor may be defined again: the last one counts */
                const struct anchor *anchor = &r->anchors[i];
                if (strcmp(anchor->name, name) != 0)
                        continue;
                if (depth + anchor->height > CW_LABEL_MAX_DEPTH)
                        return fail_deep(event, err);
                if (r->deepest < depth + anchor->height)
                        r->deepest = depth + anchor->height;
                *node_ret = json_incref(anchor->node);
                return CW_OK;
        }
        return cw_label_at_line(err, cw_fail(err, CW_E_DATA, "the alias *%.60s has no anchor before it", name),
                                line_of(event));
}

/* ---- nodes ------------------------------------------------------------------------------------------------ */

static cw_status
read_scalar(const yaml_event_t *event, json_t **node_ret, struct cw_error *err)
{
        const char *text = (const char *)event->data.scalar.value;
        const size_t nbytes = event->data.scalar.length;
        const bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        const bool null = !quoted && (nbytes == 0 || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
        *node_ret = null ? json_null() : json_stringn_nocheck(text, nbytes);
        return *node_ret == NULL ? cw_fail_memory(err, nbytes) : CW_OK;
}

static cw_status
read_sequence(struct yaml_reader *r, int depth, json_t *array, struct cw_error *err)
{
        for (;;) {
                yaml_event_t event;
                json_t *item = NULL;
                CW_TRY(next_event(r, &event, err));
                if (event.type == YAML_SEQUENCE_END_EVENT) {
                        yaml_event_delete(&event);
                        return CW_OK;
                }
                const cw_status status = read_node(r, &event, depth, &item, err);
                yaml_event_delete(&event);
                if (status != CW_OK)
                        return status;
                if (json_array_append_new(array, item))
                        return cw_fail_memory(err, 0);
        }
}

/* The lines of the keys of one mapping, in their order, to tell both places of one that is there twice. */
struct key_lines {
        size_t *lines;
        size_t n, cap;
};

static cw_status
fail_twice(const json_t *object, const char *key, const struct key_lines *keys, size_t second, struct cw_error *err)
{
        size_t i = 0;
        const char *other;
        json_t *unused;
        json_object_foreach((json_t *)(uintptr_t)object, other, unused)
        {
                if (strcmp(other, key) == 0)
                        break;
                i++;
        }
        return cw_fail(err, CW_E_DATA, "%s is there twice, on line %zu and on line %zu; delete one",
                       cw_label_quote(key, strlen(key)).text, keys->lines[i], second);
}

static cw_status
check_key(const yaml_event_t *event, const json_t *object, struct key_lines *keys, struct cw_error *err)
{
        if (event->type != YAML_SCALAR_EVENT)
                return cw_label_at_line(err, cw_fail(err, CW_E_DATA, "expected a plain key, found a nested one"),
                                        line_of(event));
        const char *key = (const char *)event->data.scalar.value;
        if (memchr(key, '\0', event->data.scalar.length) != NULL)
                return cw_label_at_line(err, cw_fail(err, CW_E_DATA, "a key holds a NUL character; expected text"),
                                        line_of(event));
        if (json_object_get(object, key) != NULL)
                return fail_twice(object, key, keys, line_of(event), err);
        if (!cw_grow(&keys->lines, &keys->cap, keys->n + 1, sizeof(*keys->lines)))
                return cw_fail_memory(err, sizeof(*keys->lines));
        keys->lines[keys->n++] = line_of(event);
        return CW_OK;
}

static cw_status
read_pair(struct yaml_reader *r, const yaml_event_t *key, int depth, json_t *object, struct cw_error *err)
{
        yaml_event_t event;
        json_t *value = NULL;
        CW_TRY(next_event(r, &event, err));
        const cw_status status = read_node(r, &event, depth, &value, err);
        yaml_event_delete(&event);
        if (status != CW_OK)
                return status;
        const char *name = (const char *)key->data.scalar.value;
        return json_object_set_new_nocheck(object, name, value) ? cw_fail_memory(err, 0) : CW_OK;
}

static cw_status
read_mapping(struct yaml_reader *r, int depth, json_t *object, struct cw_error *err)
{
        struct key_lines keys = {0};
        cw_status status = CW_OK;
        for (bool more = true; more && status == CW_OK;) {
                yaml_event_t event;
                status = next_event(r, &event, err);
                more = status == CW_OK && event.type != YAML_MAPPING_END_EVENT;
                if (more)
                        status = check_key(&event, object, &keys, err);
                if (more && status == CW_OK)
                        status = read_pair(r, &event, depth, object, err);
                yaml_event_delete(&event);
        }
        cw_free(keys.lines);
        return status;
}

static const yaml_char_t *
anchor_of(const yaml_event_t *event)
{
        switch (event->type) {
        case YAML_SCALAR_EVENT:
                return event->data.scalar.anchor;
        case YAML_SEQUENCE_START_EVENT:
                return event->data.sequence_start.anchor;
        case YAML_MAPPING_START_EVENT:
                return event->data.mapping_start.anchor;
        default:
                return NULL;
        }
}

static cw_status
read_container(struct yaml_reader *r, const yaml_event_t *event, int depth, json_t **node_ret, struct cw_error *err)
{
        const bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
        *node_ret = is_list ? json_array() : json_object();
        if (*node_ret == NULL)
                return cw_fail_memory(err, 0);
        return is_list ? read_sequence(r, depth + 1, *node_ret, err) : read_mapping(r, depth + 1, *node_ret, err);
}

static cw_status
read_node(struct yaml_reader *r, const yaml_event_t *event, int depth, json_t **node_ret, struct cw_error *err)
{
        if (depth > CW_LABEL_MAX_DEPTH)
                return fail_deep(event, err);
        if (++r->n_nodes > CW_LABEL_MAX_VALUES)
                return cw_fail(err, CW_E_DATA, "more than %d values; is this a label map?", CW_LABEL_MAX_VALUES);
        if (event->type == YAML_ALIAS_EVENT)
                return read_alias(r, event, depth, node_ret, err);

        const int deepest_before = r->deepest;
        json_t *node = NULL;
        r->deepest = depth;
        cw_status status = event->type == YAML_SCALAR_EVENT ? read_scalar(event, &node, err)
                                                            : read_container(r, event, depth, &node, err);
        if (status == CW_OK && anchor_of(event) != NULL)
                status = keep_anchor(r, (const char *)anchor_of(event), node, r->deepest - depth, err);
        if (r->deepest < deepest_before)
                r->deepest = deepest_before;
        if (status == CW_OK)
                *node_ret = node;
        else
                json_decref(node);
        return status;
}

/* ---- the document ----------------------------------------------------------------------------------------- */

/** Bytes up to the line that ends the front matter; all of them if no front matter begins the text. */
static size_t
front_matter(const char *text, size_t nbytes)
{
        size_t at = 0;
        if (nbytes < 3 || memcmp(text, "---", 3) != 0)
                return nbytes;
        for (;;) {
                const char *newline = memchr(text + at, '\n', nbytes - at);
                if (newline == NULL)
                        return nbytes;
                at = (size_t)(newline - text) + 1;
                if (nbytes - at >= 3 && (memcmp(text + at, "---", 3) == 0 || memcmp(text + at, "...", 3) == 0) &&
                    (nbytes - at == 3 || strchr(" \t\r\n", text[at + 3]) != NULL))
                        return at;
        }
}

/** libyaml takes time that grows with the square of the number of directives, and no label map needs one. */
static cw_status
refuse_directives(const char *text, size_t nbytes, struct cw_error *err)
{
        size_t line = 1;
        for (const char *at = text, *const end = text + nbytes; at < end; line++) {
                if (*at == '%')
                        return cw_label_at_line(
                                err, cw_fail(err, CW_E_DATA, "a YAML directive is not read; delete the line"), line);
                while (at < end && strchr(" \t\r", *at) != NULL)
                        at++;
                if (at < end && *at != '#' && *at != '\n')
                        break;
                const char *newline = memchr(at, '\n', (size_t)(end - at));
                at = newline != NULL ? newline + 1 : end;
        }
        return CW_OK;
}

static cw_status
read_document(struct yaml_reader *r, json_t **tree_ret, struct cw_error *err)
{
        for (;;) {
                yaml_event_t event;
                CW_TRY(next_event(r, &event, err));
                const yaml_event_type_t type = event.type;
                cw_status status = CW_OK;
                if (type == YAML_STREAM_END_EVENT)
                        status = cw_fail(err, CW_E_DATA, "the YAML holds nothing; expected a label map");
                else if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_START_EVENT)
                        status = read_node(r, &event, 0, tree_ret, err);
                yaml_event_delete(&event);
                if (status != CW_OK || *tree_ret != NULL)
                        return status;
        }
}

cw_status
cw_label_tree_from_yaml(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err)
{
        struct yaml_reader r = {.n_nodes = 0};
        *tree_ret = NULL;
        CW_TRY(refuse_directives(text, nbytes, err));
        if (!yaml_parser_initialize(&r.parser))
                return cw_fail_memory(err, sizeof(r.parser));
        yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, front_matter(text, nbytes));
        const cw_status status = read_document(&r, tree_ret, err);
        for (size_t i = 0; i < r.n_anchors; i++) {
                json_decref(r.anchors[i].node);
                cw_free(r.anchors[i].name);
        }
        cw_free(r.anchors);
        yaml_parser_delete(&r.parser);
        return status;
}
