/* SPDX-License-Identifier: MIT */
/*
 * The counts file, as write/ makes it:
 *
 *     {"format": "counterweight-counts",                    or "counterweight-weights": further keys are skipped
 *      "version": 1,
 *      "tokens": 6200000,                                   = sum of labels[].tokens
 *      "ignored": 200000,                                   = sum of ignored_ids, if any are there
 *      "unknown": 0, "sequences": 100000, "shards": 12, "rows_skipped": 0, "shards_failed": 0,
 *      "id_source": "ids" | "names", "column": "ner_tags", "command": "...",
 *      "fingerprint": "...",                                if it is there, that of what is read
 *      "estimate": {"share": 0.0103, "seed": 1, "blocks": 103, "blocks_total": 10000, ...},    the counts are not exact
 *      "labels": [{"id": 0, "name": "O", "tokens": 5200000}, ...],     ids ascending; name null where unknown
 *      "ignored_ids": {"-100": 200000},
 *      "shard_counts": [{"name": "a.zst", "sequences": 9, "ignored": 0, "tokens": [5, 0, ...],
 *                        "label_sequences": [3, 0, ...], "sequence_tokens": [8, 0, ...]}, ...]}     with --presence
 *      "sliced_by": "shard" | "folder" | "column", "slice_column": "source",
 *      "slices": [{"name": "web", "tokens": 5, "sequences": 2, "ignored": 0, "label_tokens": [5, 0, ...]}, ...]
 *
 * Only format, version, tokens and labels must be there.  Where a name is no UTF-8, "name_hex" beside it has its bytes.
 * jansson builds the tree; it is small next to any data.  Everything is checked before it is believed, for counts files
 * are mailed, merged and edited by hand.  Integers end at 2^63 - 1, as jansson's do.
 */
#include "store/counts_file.h"

#include "base/memory.h"
#include "store/counts_parts.h"

#include <string.h>

enum { FILE_VERSION = 1, PROBE_NBYTES = 4096 };

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* ---- recognition -------------------------------------------------------------------------------------------- */

static const char *
skip_blanks(const char *at, const char *end)
{
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
                at++;
        return at;
}

static const char *
skip_byte_order_mark(const char *text, const char *end)
{
        return end - text >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? text + 3 : text;
}

static const char *
skip_literal(const char *at, const char *end, const char *literal)
{
        const size_t n = strlen(literal);
        at = skip_blanks(at, end);
        return (size_t)(end - at) >= n && memcmp(at, literal, n) == 0 ? at + n : NULL;
}

static bool
is_ours(const char *format)
{
        return strcmp(format, "counterweight-counts") == 0 || strcmp(format, "counterweight-weights") == 0;
}

bool
cw_counts_file_probe(const char *text, size_t nbytes)
{
        static const char key[] = "\"format\"";
        const char *const end = text + (nbytes < PROBE_NBYTES ? nbytes : PROBE_NBYTES);
        const char *at = skip_literal(skip_byte_order_mark(text, end), end, "{");
        /* The key need not come first (a tool may have sorted them).  Quotes inside a string are escaped, so this cannot
         * be fooled by a token of somebody's text. */
        while (at != NULL && (at = memmem(at, (size_t)(end - at), key, sizeof(key) - 1)) != NULL) {
                at += sizeof(key) - 1;
                const char *value = skip_literal(at, end, ":");
                if (value != NULL && (skip_literal(value, end, "\"counterweight-counts\"") != NULL ||
                                      skip_literal(value, end, "\"counterweight-weights\"") != NULL))
                        return true;
        }
        return false;
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

static cw_status
check_head(const json_t *root, struct cw_error *err)
{
        const json_t *format = json_object_get(root, "format"), *version = json_object_get(root, "version");
        if (!json_is_string(format) || !is_ours(json_string_value(format)))
                return cw_fail(err, CW_E_CORRUPT,
                               "expected a JSON object with \"format\": \"counterweight-counts\" or "
                               "\"counterweight-weights\", found none; "
                               "this is no counts file and no weights file");
        if (!json_is_integer(version) || json_integer_value(version) < 1)
                return cw_part_fail_kind(err, "a version", "version", version);
        if (json_integer_value(version) > FILE_VERSION)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected version %d of the counts file, found %lld; a newer counterweight wrote it",
                               FILE_VERSION, (long long)json_integer_value(version));
        return CW_OK;
}

static cw_status
read_id_source(const json_t *root, bool *from_names_ret, struct cw_error *err)
{
        const json_t *source = json_object_get(root, "id_source");
        const char *text = json_string_value(source);
        *from_names_ret = text != NULL && strcmp(text, "names") == 0;
        if (source != NULL && !*from_names_ret && (text == NULL || strcmp(text, "ids") != 0))
                return cw_part_fail_kind(err, "\"names\" or \"ids\"", "id_source", source);
        return CW_OK;
}

static cw_status
check_sum(uint64_t stated, uint64_t sum, const char *key, const char *parts, struct cw_error *err)
{
        if (stated == sum)
                return CW_OK;
        return cw_fail(err, CW_E_CORRUPT,
                       "expected \"%s\" to be the sum of %s, %llu, found %llu; the counts file is damaged", key, parts,
                       (unsigned long long)sum, (unsigned long long)stated);
}

static cw_status
read_ignored(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        CW_TRY(cw_part_ignored(root, c, err));
        const uint64_t sum = c->totals.ignored;
        CW_TRY(cw_part_optional_count(root, "ignored", &c->totals.ignored, err));
        /* A file may know how many were ignored and not which. */
        return c->n_ignored == 0 ? CW_OK : check_sum(c->totals.ignored, sum, "ignored", "\"ignored_ids\"", err);
}

static cw_status
read_facts(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        CW_TRY(cw_part_optional_count(root, "unknown", &c->totals.unknown, err));
        CW_TRY(cw_part_optional_count(root, "sequences", &c->totals.sequences, err));
        CW_TRY(cw_part_optional_count(root, "shards", &c->totals.shards, err));
        CW_TRY(cw_part_optional_count(root, "rows_skipped", &c->totals.rows_skipped, err));
        CW_TRY(cw_part_optional_count(root, "shards_failed", &c->totals.shards_failed, err));
        CW_TRY(cw_part_optional_text(root, "column", &c->column, err));
        CW_TRY(cw_part_optional_text(root, "command", &c->command, err));
        CW_TRY(cw_part_optional_text(root, "inputs", &c->inputs, err));
        return read_id_source(root, &c->ids_from_names, err);
}

/* Seals what was read, and compares with what the file says of itself: two counts that changed places leave every sum
 * as it was. */
static cw_status
check_whole(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        const json_t *fingerprint = json_object_get(root, "fingerprint");
        uint64_t tokens = 0;
        CW_TRY(cw_part_count(json_object_get(root, "tokens"), "tokens", &tokens, err));
        CW_TRY(cw_counts_seal(c, err));
        CW_TRY(check_sum(tokens, c->totals.tokens, "tokens", "\"labels[].tokens\"", err));
        if (fingerprint == NULL || json_is_null(fingerprint))
                return CW_OK;
        if (!json_is_string(fingerprint))
                return cw_part_fail_kind(err, "a string", "fingerprint", fingerprint);
        if (strcmp(json_string_value(fingerprint), c->fingerprint) != 0)
                return cw_fail(
                        err, CW_E_CORRUPT,
                        "expected the \"fingerprint\" of these counts, %s, found another; the counts file is damaged "
                        "(if it was edited on purpose, take that key out)",
                        c->fingerprint);
        return CW_OK;
}

static cw_status
read_all(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        CW_TRY(check_head(root, err));
        CW_TRY(cw_part_labels(root, c, err));
        CW_TRY(read_ignored(root, c, err));
        CW_TRY(read_facts(root, c, err));
        CW_TRY(cw_part_shards(root, c, err));
        CW_TRY(cw_part_slices(root, c, err));
        CW_TRY(cw_part_estimate(root, c, err));
        return check_whole(root, c, err);
}

/* jansson's own sentence is not shown: it quotes the document, bytes and all. */
static cw_status
fail_syntax(const json_error_t *fault, struct cw_error *err)
{
        switch (json_error_code(fault)) {
        case json_error_out_of_memory:
                return cw_fail_memory(err, 0);
        case json_error_premature_end_of_input:
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected more after line %d, found the end of the file; it is cut off", fault->line);
        case json_error_numeric_overflow:
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected integers up to 2^63-1, found a larger number at line %d, column %d",
                               fault->line, fault->column);
        case json_error_duplicate_key:
                return cw_fail(err, CW_E_CORRUPT, "expected every key once, found one twice at line %d, column %d",
                               fault->line, fault->column);
        default:
                return cw_fail(err, CW_E_CORRUPT,
                               "expected JSON of a counts or weights file, found a fault at line %d, column %d",
                               fault->line, fault->column);
        }
}

cw_status
cw_counts_file_parse(const char *text, size_t nbytes, struct cw_counts **ret, struct cw_error *err)
{
        const char *const start = skip_byte_order_mark(text, text + nbytes);
        json_error_t fault;
        cw_status status = CW_OK;
        *ret = NULL;
        json_t *root = json_loadb(start, nbytes - (size_t)(start - text), JSON_REJECT_DUPLICATES, &fault);
        if (root == NULL)
                return fail_syntax(&fault, err);
        struct cw_counts *c = cw_calloc(1, sizeof(*c));
        if (c == NULL)
                status = cw_fail_memory(err, sizeof(*c));
        else
                status = read_all(root, c, err);
        if (status != CW_OK)
                cw_counts_free(&c);
        json_decref(root);
        *ret = c;
        return status;
}
