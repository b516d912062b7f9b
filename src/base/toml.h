/* SPDX-License-Identifier: MIT */
/*
 * TOML 1.0, read and judged: for label maps in TOML, and for the editor of training configurations (write/toml_edit.c),
 * which must know where each table lies and must never touch a file that other readers would refuse.
 *
 *     # comment                          document = statement*, kept in file order
 *     [a.b]          header              nodes    = the tree that the statements build
 *     c = 1          key and value
 *     [[a.d]]        header of an element of an array of tables
 *
 * The document keeps byte spans of everything and decoded strings and integers.  It does not evaluate floats and dates
 * (their text is in the span), does not write, and does not keep comments: they are the bytes between spans.
 *
 *     struct cw_toml *doc;
 *     status = cw_toml_parse(text, nbytes, &doc, err);
 *     if (status != CW_OK)
 *             cw_error_locate(err, path, "line", err->row);
 *     for (const struct cw_toml_node *n = cw_toml_root(doc)->first_child; n != NULL; n = n->next) ...
 *     cw_toml_free(&doc);
 */
#ifndef CW_BASE_TOML_H
#define CW_BASE_TOML_H

#include "base/status.h"

enum {
        CW_TOML_MAX_DEPTH = 128,       /**< arrays and inline tables inside each other, parts of a dotted key */
        CW_TOML_MAX_NBYTES = 64 << 20, /**< of a document */
        CW_TOML_MAX_NODES = 1 << 20    /**< values and tables of a document: bounds memory at about 0.2 GiB */
};

enum cw_toml_kind {
        CW_TOML_TABLE,
        CW_TOML_ARRAY, /**< `[1, 2]`, or the tables of `[[a]]` */
        CW_TOML_STRING,
        CW_TOML_INTEGER,
        CW_TOML_FLOAT,
        CW_TOML_BOOLEAN,
        CW_TOML_DATETIME /**< all four kinds of date and time */
};

/** How a table or array came to be: decides what may still be added to it. */
enum cw_toml_origin {
        CW_TOML_VALUE,      /**< stands after '=': a scalar, `[...]`, `{...}`; nothing can be added */
        CW_TOML_HEADER,     /**< the table of a `[header]`, an element of `[[header]]`, or the root */
        CW_TOML_HEADERS,    /**< the array that `[[header]]`s make */
        CW_TOML_SUPERTABLE, /**< named on the way by a longer header; may get its own header later */
        CW_TOML_DOTTED      /**< named on the way by a dotted key */
};

/** One value, table or array.  Strings live as long as the document. */
struct cw_toml_node {
        struct cw_toml_node *parent; /**< NULL for the root */
        struct cw_toml_node *first_child, *last_child;
        struct cw_toml_node *next; /**< sibling; children are in the order of the file */
        const char *key;           /**< decoded, NUL-terminated, may hold NULs; NULL for elements and the root */
        const char *text;          /**< STRING: decoded, NUL-terminated, may hold NULs; else NULL */
        size_t key_nbytes, text_nbytes;
        int64_t integer;   /**< INTEGER: its value; BOOLEAN: 0 or 1 */
        size_t begin, end; /**< span of the value in the file; of the first header for a table that has one */
        uint32_t line;     /**< from 1: where the value, or the header, begins */
        uint32_t ordinal;  /**< nodes are numbered as they are made, the root is 0 */
        uint8_t kind;      /**< enum cw_toml_kind */
        uint8_t origin;    /**< enum cw_toml_origin */
};

enum cw_toml_statement_kind { CW_TOML_KEY_VALUE, CW_TOML_TABLE_HEADER, CW_TOML_ARRAY_HEADER };

/** One header or one `key = value`, as whole lines. */
struct cw_toml_statement {
        enum cw_toml_statement_kind kind;
        const struct cw_toml_node *node;  /**< the value; the table that a header opens (for `[[x]]` the new element) */
        const struct cw_toml_node *scope; /**< the table under whose header it stands; for a header `node` itself */
        size_t begin, end; /**< from the first byte of its first line to past the line break of its last */
        uint32_t line;     /**< of `begin`, from 1 */
};

/** A parsed document.  It does not keep the text. */
struct cw_toml {
        struct cw_toml_node *root;
        struct cw_toml_statement *statements; /**< in the order of the file */
        size_t n_statements;
        size_t statements_cap;
        struct cw_toml_node **slots; /**< (table, key) -> node; private to toml.c, as is all below */
        size_t n_slots, n_keyed;
        uint32_t n_nodes;
        struct cw_toml_chunk *chunks;
};

/** Parses and judges all of TOML 1.0.  CW_E_DATA if it is not valid: one sentence, with err->row the line and
 *  err->byte_offset the place; CW_E_LIMIT beyond the bounds above; CW_E_MEMORY.  A byte order mark is skipped. */
CW_MUST_USE cw_status cw_toml_parse(const char *text, size_t nbytes, struct cw_toml **doc_ret, struct cw_error *err);

static inline const struct cw_toml_node *
cw_toml_root(const struct cw_toml *doc)
{
        return doc->root;
}

/** The child of `table` with that key, or NULL; also NULL if `table` is NULL or not a table. */
const struct cw_toml_node *
cw_toml_get(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key, size_t key_nbytes);

/** Splits a TOML key such as `a."b.c"` into its decoded parts, as an array of string nodes below `doc_ret`'s root.
 *  CW_E_DATA if it is not a key.  For table names that a user types. */
CW_MUST_USE cw_status cw_toml_parse_key(const char *key, size_t nbytes, struct cw_toml **doc_ret, struct cw_error *err);

/** Frees and nulls.  NULL, or already NULL, is fine. */
void cw_toml_free(struct cw_toml **doc);

#endif
