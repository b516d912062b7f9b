/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target of the dialects jsonl and json.  The first byte chooses: bit 0 json, bit 1 the column a.b instead of k, the
 * rest where the text is cut.  Besides not crashing, four things must hold: all kernels count the same; text that comes in
 * pieces counts like text in one piece; leaving out bad rows changes nothing where there is none; and where jansson finds
 * the text valid, a plain walk over its tree counts the same.
 */
#include "../unit/json_driver.h"
#include "count/kernels.h"

#include <jansson.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the tree says. */
struct truth {
        struct cw_tally tally;
        uint64_t rows;
        bool unsure; /* jansson cannot tell: it holds reals as doubles */
};

static const json_t *
find(const json_t *object, const char *path)
{
        for (size_t n = strlen(path);; n--) {
                if (path[n] == '\0' || path[n] == '.') {
                        const json_t *value = json_object_getn(object, path, n);
                        if (path[n] == '.')
                                value = json_is_object(value) ? find(value, path + n + 1) : NULL;
                        if (value != NULL)
                                return value;
                }
                if (n == 0)
                        return NULL;
        }
}

static bool
gather(struct truth *t, const json_t *value, bool count, unsigned *kinds)
{
        double whole;
        if (json_is_array(value)) {
                for (size_t i = 0; i < json_array_size(value); i++) {
                        if (!gather(t, json_array_get(value, i), count, kinds))
                                return false;
                }
                return true;
        }
        if (json_is_string(value)) {
                *kinds |= 1;
                if (count)
                        cw_tally_name(&t->tally, json_string_value(value), json_string_length(value));
        } else if (json_is_integer(value)) {
                *kinds |= 2;
                if (count)
                        cw_tally_run(&t->tally, json_integer_value(value), 1);
        } else if (json_is_real(value)) {
                double real = json_real_value(value);
                *kinds |= 2;
                t->unsure = t->unsure || real == 0 || fabs(real) >= 1e15;
                if (t->unsure || modf(real, &whole) != 0)
                        return false;
                if (count)
                        cw_tally_run(&t->tally, (int64_t)real, 1);
        } else {
                return false;
        }
        return *kinds != 3;
}

static void
count_record(struct truth *t, const json_t *record, const char *path)
{
        const json_t *value = json_is_object(record) ? find(record, path) : NULL;
        unsigned kinds = 0;
        t->rows++;
        if (json_is_null(value))
                return;
        if (value == NULL || !gather(t, value, false, &kinds)) {
                t->tally.rows_skipped++;
                return;
        }
        gather(t, value, true, &kinds);
        cw_tally_end_sequence(&t->tally);
}

static void
count_document(struct truth *t, const json_t *document, const char *path)
{
        if (!json_is_array(document)) {
                count_record(t, document, path);
                return;
        }
        for (size_t i = 0; i < json_array_size(document); i++)
                count_document(t, json_array_get(document, i), path);
}

static bool
is_blank(const char *text, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (strchr(" \t\r\n", text[i]) == NULL || text[i] == '\0')
                        return false;
        }
        return true;
}

/* False if jansson refuses the text. */
static bool
count_text(struct truth *t, bool json, const char *text, size_t n, const char *path)
{
        if (json && is_blank(text, n))
                return true;
        for (size_t at = 0; at < n;) {
                const char *newline = json ? NULL : memchr(text + at, '\n', n - at);
                size_t length = newline != NULL ? (size_t)(newline - text) - at : n - at;
                if (!json && is_blank(text + at, length)) {
                        t->rows++;
                } else {
                        json_t *root = json_loadb(text + at, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
                        if (root == NULL)
                                return false;
                        if (json)
                                count_document(t, root, path);
                        else
                                count_record(t, root, path);
                        json_decref(root);
                }
                at += length + (newline != NULL);
        }
        return true;
}

/* Digits beyond a double's, nesting beyond our bound, a NUL, which jansson takes for the end: not to be compared. */
static bool
is_beyond(const char *text, size_t n)
{
        size_t digits = 0, brackets = 0;
        for (size_t i = 0; i < n; i++) {
                digits = text[i] >= '0' && text[i] <= '9' ? digits + 1 : 0;
                brackets += text[i] == '[' || text[i] == '{';
                if (digits > 14 || brackets > 500 || text[i] == '\0')
                        return true;
        }
        return false;
}

static void
demand(bool holds, const char *what, const struct json_run *a, const char *other)
{
        if (holds)
                return;
        fprintf(stderr, "%s\n  status %d, %s: %s\n  against: %s\n", what, (int)a->status, a->counted,
                a->status != CW_OK ? a->err.message : "", other);
        abort();
}

static void
check_truth(const struct json_run *skipping, const struct json_run *strict, bool json, const char *text, size_t n,
            const char *path)
{
        struct truth t = {0};
        if (is_beyond(text, n))
                return;
        if (cw_tally_init(&t.tally, NULL) != CW_OK)
                abort();
        if (count_text(&t, json, text, n, path) && !t.unsure) {
                char *expected = json_counted(&t.tally, t.rows, false);
                bool good = t.tally.rows_skipped == 0;
                demand(strcmp(skipping->counted, expected) == 0, "differs from jansson", skipping, expected);
                demand(strict->status == (good ? CW_OK : CW_E_DATA), "wrong verdict", strict, expected);
                free(expected);
        }
        cw_tally_free(&t.tally);
}

/* Every kernel counts as the portable one does, places of unknown ids and words for faults included. */
static void
check_kernels(const struct cw_text_dialect *d, const void *learnt, bool skip, const char *text, size_t n)
{
        const struct json_rules portable = {&cw_kernel_scalar, 107, true};
        struct json_run want = json_decode_by(&portable, d, learnt, skip, text, n, 0);
        const struct cw_kernel *kernel;
        for (size_t i = 0; (kernel = cw_kernel_at(i)) != NULL; i++) {
                const struct json_rules rules = {kernel, portable.n_known, portable.ignore};
                if (!kernel->usable())
                        continue;
                struct json_run run = json_decode_by(&rules, d, learnt, skip, text, n, 0);
                demand(run.status == want.status && strcmp(run.counted, want.counted) == 0, kernel->name, &run,
                       want.counted);
                demand(run.status == CW_OK ||
                               (strcmp(run.err.message, want.err.message) == 0 && run.err.row == want.err.row),
                       kernel->name, &run, want.err.message);
                free(run.counted);
        }
        free(want.counted);
}

static struct json_run
check_cuts(const struct cw_text_dialect *d, const void *learnt, bool skip, const char *text, size_t n, uint32_t seed)
{
        struct json_run one = json_decode_with(d, learnt, skip, text, n, 0);
        struct json_run cut = json_decode_with(d, learnt, skip, text, n, seed);
        demand(one.status == cut.status && strcmp(one.counted, cut.counted) == 0, "cut text differs", &cut,
               one.counted);
        free(cut.counted);
        check_kernels(d, learnt, skip, text, n);
        return one;
}

/* With a column given and nothing known of the document. */
static void
check_given(const struct cw_text_dialect *d, const char *path, const char *text, size_t n, uint32_t seed)
{
        const struct cw_read_options o = {.column = path};
        const char *column = NULL;
        void *learnt = NULL;
        if (d->learn(&o, "", 0, false, &learnt, &column, NULL) != CW_OK)
                abort();
        struct json_run strict = check_cuts(d, learnt, false, text, n, seed);
        struct json_run skipping = check_cuts(d, learnt, true, text, n, seed);
        demand(strict.status != CW_OK || strcmp(strict.counted, skipping.counted) == 0, "skipping differs", &skipping,
               strict.counted);
        check_truth(&skipping, &strict, d->border != NULL, text, n, path);
        free(strict.counted);
        free(skipping.counted);
        d->forget(learnt);
}

/* With what the text itself, or the first half of it, teaches. */
static void
check_learnt(const struct cw_text_dialect *d, const char *path, const char *text, size_t n, size_t n_sample,
             uint32_t seed)
{
        const struct cw_read_options o = {.column = path};
        const char *column = NULL;
        void *learnt = NULL;
        struct cw_buffer b = {0};
        if (d->learn(&o, text, n_sample, n_sample == n, &learnt, &column, NULL) != CW_OK)
                return;
        d->describe(learnt, &b);
        cw_buffer_free(&b);
        struct json_run r = check_cuts(d, learnt, true, text, n, seed);
        free(r.counted);
        d->forget(learnt);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0)
                return 0;
        const struct cw_text_dialect *d = (data[0] & 1) != 0 ? &cw_dialect_json : &cw_dialect_jsonl;
        const char *path = (data[0] & 2) != 0 ? "a.b" : "k";
        const char *text = (const char *)data + 1;
        const size_t n = size - 1;
        const uint32_t seed = (uint32_t)data[0] + 1;
        check_given(d, path, text, n, seed);
        check_learnt(d, NULL, text, n, n, seed);
        check_learnt(d, path, text, n, n / 2, seed);
        check_learnt(d, path, text, n, n, seed);
        if (cw_jsonl_probe(text, n, true) == 2 && cw_json_probe(text, n, true) == 2)
                abort();
        return 0;
}
