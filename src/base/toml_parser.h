/* SPDX-License-Identifier: MIT */
/*
 * What the files of the TOML reader share with each other and with nobody else:
 *
 *     toml.c          memory, nodes, lookup, UTF-8
 *     toml_parse.c    statements and keys; which table may still be added to (the semantic rules)
 *     toml_value.c    the kinds of values, arrays, inline tables
 *     toml_string.c   the four kinds of strings
 *     toml_scalar.c   numbers, dates and times
 *
 * Every function that can fail leaves `at` and `line` on the fault and has filled `err`.
 */
#ifndef CW_BASE_TOML_PARSER_H
#define CW_BASE_TOML_PARSER_H

#include "base/toml.h"

/** One part of a dotted key, decoded into the document's memory. */
struct cw_toml_part {
        const char *text;
        size_t nbytes;
};

struct cw_toml_parser {
        const char *begin, *at, *end;
        uint32_t line;  /**< of `at`, from 1 */
        unsigned depth; /**< of arrays and inline tables around `at` */
        struct cw_toml *doc;
        struct cw_toml_part parts[CW_TOML_MAX_DEPTH]; /**< of the last key read; overwritten by the next */
        size_t n_parts;
        struct cw_error *err;
};

/* ---- toml.c */

/** CW_E_DATA at `at`. */
cw_status cw_toml_bad(struct cw_toml_parser *p, const char *fmt, ...) CW_PRINTF(2, 3);
/** CW_E_DATA: "expected WANTED, found what lies at `at`". */
cw_status cw_toml_expected(struct cw_toml_parser *p, const char *wanted);
/** Memory that lives as long as the document; NULL when there is none (err is filled). */
void *cw_toml_alloc(struct cw_toml_parser *p, size_t nbytes);
/** A new last child.  `part` NULL: an element of an array.  With a key, the caller knows that it is new. */
CW_MUST_USE cw_status cw_toml_add(struct cw_toml_parser *p, struct cw_toml_node *parent,
                                  const struct cw_toml_part *part, struct cw_toml_node **node_ret);
struct cw_toml_node *
cw_toml_lookup(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key, size_t key_nbytes);

/* ---- toml_parse.c */

/** All statements of the text, into `doc`. */
CW_MUST_USE cw_status cw_toml_read_document(struct cw_toml_parser *p);

/** The byte at `at` + ahead, or -1 past the end. */
static inline int
cw_toml_peek(const struct cw_toml_parser *p, size_t ahead)
{
        return ahead < (size_t)(p->end - p->at) ? (unsigned char)p->at[ahead] : -1;
}

static inline void
cw_toml_skip_blanks(struct cw_toml_parser *p)
{
        while (p->at < p->end && (*p->at == ' ' || *p->at == '\t'))
                p->at++;
}

/** Skips a comment if there is one, up to its line break.  Fails on a control character in it. */
CW_MUST_USE cw_status cw_toml_skip_comment(struct cw_toml_parser *p);
/** Takes one line break (LF or CRLF); false if `at` is on none. */
bool cw_toml_take_newline(struct cw_toml_parser *p);
/** Reads a dotted key into `parts`. */
CW_MUST_USE cw_status cw_toml_read_key(struct cw_toml_parser *p);
/** `KEY = VALUE` into `table`; the value's node is handed out. */
CW_MUST_USE cw_status cw_toml_read_pair(struct cw_toml_parser *p, struct cw_toml_node *table,
                                        struct cw_toml_node **node_ret);

/* ---- toml_value.c, toml_string.c, toml_scalar.c: `at` is on the value's first byte */

CW_MUST_USE cw_status cw_toml_read_value(struct cw_toml_parser *p, struct cw_toml_node *node);
/** `multi_line`: whether """ and ''' open a string here (they do not in a key). */
CW_MUST_USE cw_status cw_toml_read_string(struct cw_toml_parser *p, bool multi_line, struct cw_toml_part *text_ret);
CW_MUST_USE cw_status cw_toml_read_number(struct cw_toml_parser *p, struct cw_toml_node *node);

#endif
