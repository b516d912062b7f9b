/* SPDX-License-Identifier: MIT */
/*
 * The scanners of the text formats for wider registers: a table, one entry a counting kernel and by the same names, so
 * that what forces the one forces the other.  The entry of the portable kernel is the specification: it knows no
 * shortcut.  A shortcut takes what nearly everyone writes and says no to anything else, for the portable way to judge.
 *
 *     jsonl, json    find   the label value of a record     json_walk.inc, one source for all
 *                    ids    a list of integers as bytes     json_ids.inc
 *
 * All read whole blocks of 64 bytes, up to CW_TEXT_PAD behind the text.
 */
#ifndef CW_FORMATS_TEXT_SCAN_H
#define CW_FORMATS_TEXT_SCAN_H

#include "count/kernels.h"
#include "formats/text/json_path.h"

/** Label ids as bytes. */
struct cw_byte_ids {
        uint8_t *bytes;     /**< room for as many as the list has bytes of text, and 128 more */
        size_t n_bytes;     /**< there */
        uint64_t n;         /**< of these are ids; the others are zeros and no ids */
        uint64_t n_ignored; /**< how often -100 was met; it is not among the bytes */
        unsigned limit;     /**< ids from here on are not taken; at most 255 */
        bool may_ignore;    /**< -100 is an ignored id, and so may be taken */
};

/** Over the record at c->at, a `{`; see cw_json_find(). */
typedef bool cw_scan_find_fn(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_span *value_ret);

/** Appends the ids of a list, text[0 .. n) being what is between its brackets; at least 4 bytes come before it.  False,
 *  with nothing appended: not a plain list. */
typedef bool cw_scan_ids_fn(const char *text, size_t n, struct cw_byte_ids *ids);

struct cw_scan {
        const char *name;
        cw_scan_find_fn *find;
        cw_scan_ids_fn *ids; /**< NULL: no shortcut */
};

/** The scanners that go with a kernel. */
const struct cw_scan *cw_scan_for(const struct cw_kernel *kernel);

extern const struct cw_scan cw_scan_portable;

/* These exist on x86-64 only; the table knows. */
extern const struct cw_scan cw_scan_avx2, cw_scan_avx512, cw_scan_avx512icl;

#endif
