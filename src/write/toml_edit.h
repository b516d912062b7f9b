/* SPDX-License-Identifier: MIT */
/*
 * The editor behind `--update`: one table of a TOML document gets new lines, and every other byte stays.
 *
 *     before                       after                        what happened
 *     [class_weights] # ours       [class_weights] # ours       the header's line is kept
 *     # majority                   # majority                   comments and blank lines are kept where they are
 *     0 = 1.0                      0 = 1.0  # O                 a key of the table: its whole line is replaced
 *     9 = 2.0                                                   a key that is gone: its line is removed
 *                                  1 = 0.5  # B-X               a new key: after the key before it
 *     # about lr                   # about lr                   what follows the table's last key is not ours
 *     [optimizer]                  [optimizer]
 *
 * A table that is not there is appended, one blank line before it.  Editing twice changes nothing the second time.
 */
#ifndef CW_WRITE_TOML_EDIT_H
#define CW_WRITE_TOML_EDIT_H

#include "base/buffer.h"

/** A table and what it shall hold. */
struct cw_toml_table {
        const char *name;   /**< a TOML key, bare, quoted or dotted: `training.class_weights` */
        const char *suffix; /**< added to the last part of `name`; "" for none */
        const char *lines;  /**< `key = value` lines with LF, no header, no table, NUL-terminated */
};

/**
 * Sets table after table in the document `text`; `out` gets the new document, which has been parsed and is valid.
 * Line ends are those of the table's header, or of the first line of the document for a table that is appended.
 * Fails with CW_E_DATA, err->row being the line, if `text` is not valid TOML, or if the table is there in a form that
 * has no lines of its own (an inline table, dotted keys, an array of tables); CW_E_USAGE if `name` is not a TOML key;
 * CW_E_LIMIT, CW_E_MEMORY.  `out` is empty then.
 */
CW_MUST_USE cw_status cw_toml_edit(const char *text, size_t nbytes, const struct cw_toml_table *tables, size_t n_tables,
                                   struct cw_buffer *out, struct cw_error *err);

#endif
