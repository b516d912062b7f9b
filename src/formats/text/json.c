/* SPDX-License-Identifier: MIT */
/*
 * JSON: one document that holds the records.
 *
 *     [ {record}, {record}, [ {record} ], [] ]            lists within the list are gone through
 *     { "version": 2, "data": [ {record}, ... ] }         an object with one list of records: the holder
 *     {record}                                            a document that is a record itself
 *
 * The text comes in pieces; what has been passed is in cw_text_state.mode, so that decoding goes on at any border of a
 * record.  Which of the three forms a file has is learnt from its first bytes.
 */
#include "base/memory.h"
#include "formats/text/json_border.h"
#include "formats/text/json_document.h"
#include "formats/text/json_record.h"
#include "formats/text/json_value.h"
#include "formats/text/text.h"

#include <string.h>

/* What comes next; kept in mode % 8. */
enum phase {
        START = 0, /* the document */
        FIRST,     /* a record or `]` */
        ELEMENT,   /* a record */
        ELEMENT_END,
        MEMBER_FIRST, /* a key of the holder, or `}` */
        MEMBER,
        MEMBER_END,
        DONE
};

enum { IN_HOLDER = 8, LIST_SEEN = 16, DEPTH_UNIT = 32 }; /* the rest of mode: flags, and lists that are open */

/* One call of decode. */
struct decoder {
        const struct cw_json_document *learnt;
        struct cw_text_state *state;
        struct cw_json_cursor c;
        bool last;
        struct cw_json_record record;
};

static void
json_forget(void *learnt)
{
        struct cw_json_document *const l = learnt;
        if (l == NULL)
                return;
        cw_json_document_free(l);
        cw_free(l);
}

static cw_status
learn_sample(struct cw_json_document *l, const struct cw_read_options *options, const char *sample, size_t nbytes,
             bool whole_file, struct cw_error *err)
{
        char *const text = cw_json_sample_copy(sample, nbytes);
        if (text == NULL)
                return cw_fail_memory(err, nbytes);
        const struct cw_json_cursor c = {.at = text, .end = text + nbytes};
        const cw_status status = cw_json_document_learn(l, options, c, whole_file, err);
        cw_free(text);
        return status;
}

static cw_status
json_learn(const struct cw_read_options *options, const char *sample, size_t nbytes, bool whole_file, void **learnt_ret,
           const char **column_ret, struct cw_error *err)
{
        *learnt_ret = NULL;
        struct cw_json_document *const l = cw_calloc(1, sizeof(*l));
        if (l == NULL)
                return cw_fail_memory(err, sizeof(*l));
        const cw_status status = learn_sample(l, options, sample, nbytes, whole_file, err);
        if (status != CW_OK) {
                json_forget(l);
                return status;
        }
        *learnt_ret = l;
        *column_ret = l->column.name;
        return CW_OK;
}

/* Each step below goes over one thing and sets what comes next.  It returns false where it can go no further: at the end
 * of the piece, c.at at the start of what is cut, and after a fault. */

static void
go_to(struct decoder *d, enum phase next)
{
        d->state->mode = d->state->mode / 8 * 8 + (int)next;
}

static bool
is_byte(const struct decoder *d, char byte)
{
        return *d->c.at == byte;
}

static bool
open_list(struct decoder *d)
{
        if (d->state->mode / DEPTH_UNIT == CW_JSON_DEPTH)
                return cw_json_fault(&d->c, CW_E_LIMIT, "expected at most 512 levels of nesting");
        d->c.at++;
        d->state->mode += DEPTH_UNIT;
        go_to(d, FIRST);
        return true;
}

static bool
close_list(struct decoder *d)
{
        d->c.at++;
        d->state->mode -= DEPTH_UNIT;
        if (d->state->mode / DEPTH_UNIT > 0)
                go_to(d, ELEMENT_END);
        else
                go_to(d, (d->state->mode & IN_HOLDER) != 0 ? MEMBER_END : DONE);
        return true;
}

/* Goes back to where the thing began that the piece's end cuts; more text will come. */
static bool
wait_for_more(struct decoder *d, const char *begin)
{
        if (d->c.status == CW_OK || d->c.status == CW_E_TRUNCATED)
                d->c = (struct cw_json_cursor){.at = begin, .end = d->c.end};
        return false;
}

/* The record at c.at, or what stands in the place of one. */
static bool
take_record(struct decoder *d, enum phase next, cw_status *status_ref, struct cw_error *err)
{
        const char *const begin = d->c.at;
        struct cw_json_span value = {0};
        const bool is_record = *begin == '{';
        d->record.begin = begin;
        cw_tally_row(d->record.tally, d->state->row);
        if (!is_record && !cw_json_is_other_value(*begin))
                return cw_json_fault(&d->c, CW_E_CORRUPT, "expected a record");
        const bool whole = is_record ? cw_json_record_find(&d->record, &d->c, &value) : cw_json_value(&d->c, &value);
        /* The end of a number is seen only by what follows it. */
        if (!d->last && (!whole || (!is_record && d->c.at == d->c.end)))
                return wait_for_more(d, begin);
        if (!whole)
                return false;
        *status_ref =
                is_record ? cw_json_record_count(&d->record, value, err) : cw_json_record_none(&d->record, *begin, err);
        d->state->row++;
        go_to(d, next);
        return *status_ref == CW_OK;
}

/* A second list of records in the document: to leave it out silently would be wrong. */
static bool
refuse_second_list(struct decoder *d, cw_status *status_ref, struct cw_error *err)
{
        *status_ref = cw_fail(err, CW_E_DATA,
                              "expected one list of records in the document, found a second one with \"%s\"; put each "
                              "into a file of its own",
                              d->learnt->column.shown);
        if (err != NULL)
                err->row = d->state->row + 1;
        return false;
}

static bool
holds_labels(const struct decoder *d, struct cw_json_span value)
{
        struct cw_json_cursor c = {.at = value.begin, .end = value.end};
        struct cw_json_span found = {0};
        if (value.begin == NULL || d->learnt->column.name == NULL || !cw_json_may_hold_records(value))
                return false;
        while (cw_json_blanks(&c) && *c.at == '[')
                c.at++;
        return *c.at == '{' && cw_json_find(&c, &d->learnt->column.path, &found) && found.begin != NULL;
}

static bool
is_holder_key(const struct decoder *d, struct cw_json_span key)
{
        char plain[CW_JSON_TEXT_MOST];
        size_t nbytes;
        struct cw_json_cursor c = {.at = key.begin, .end = key.end};
        return cw_json_unescape(&c, key, plain, &nbytes) && nbytes == strlen(d->learnt->holder_key) &&
               memcmp(plain, d->learnt->holder_key, nbytes) == 0;
}

/* A member of the holder: into the list of records, or over the rest. */
static bool
take_member(struct decoder *d, bool first, cw_status *status_ref, struct cw_error *err)
{
        const char *const begin = d->c.at;
        struct cw_json_member m;
        /* The comma is behind us; a `}` here ends an empty holder only. */
        const bool whole = cw_json_member(&d->c, true, &m);
        if (m.value.begin != NULL && *m.value.begin == '[' && is_holder_key(d, m.key)) {
                d->c = (struct cw_json_cursor){.at = m.value.begin, .end = d->c.end};
                if ((d->state->mode & LIST_SEEN) != 0)
                        return refuse_second_list(d, status_ref, err);
                d->state->mode |= LIST_SEEN;
                return open_list(d);
        }
        if (!whole && d->c.status == CW_OK) {
                if (!first)
                        return cw_json_fault(&d->c, CW_E_CORRUPT, "expected a key");
                go_to(d, DONE);
                return true;
        }
        if (!d->last && (!whole || d->c.at == d->c.end))
                return wait_for_more(d, begin);
        if (whole && holds_labels(d, m.value))
                return refuse_second_list(d, status_ref, err);
        go_to(d, MEMBER_END);
        return whole;
}

/* Over a `,` or past the closing bracket. */
static bool
take_comma(struct decoder *d, enum phase next)
{
        if (!is_byte(d, ','))
                return cw_json_fault(&d->c, CW_E_CORRUPT,
                                     next == MEMBER ? "expected ',' or '}'" : "expected ',' or ']'");
        d->c.at++;
        go_to(d, next);
        return true;
}

/* Over a byte-order mark in front of the document, wherever it is, so that no piece need know what was before it. */
static bool
take_bom(struct decoder *d)
{
        const size_t left = (size_t)(d->c.end - d->c.at), bom = cw_json_bom(d->c.at, left);
        if (left < 3 && !d->last && memcmp(d->c.at, "\xEF\xBB\xBF", left) == 0)
                return false;
        if (bom == 0)
                return cw_json_fault(&d->c, CW_E_CORRUPT, "expected a record");
        d->c.at += bom;
        return true;
}

static bool
take_start(struct decoder *d, cw_status *status_ref, struct cw_error *err)
{
        if (is_byte(d, '\xEF'))
                return take_bom(d);
        if (is_byte(d, '['))
                return open_list(d);
        if (is_byte(d, '{') && d->learnt->holder_key != NULL) {
                d->c.at++;
                d->state->mode |= IN_HOLDER;
                go_to(d, MEMBER_FIRST);
                return true;
        }
        return take_record(d, DONE, status_ref, err);
}

static bool
take_next(struct decoder *d, cw_status *status_ref, struct cw_error *err)
{
        switch ((enum phase)(d->state->mode % 8)) {
        case START:
                return take_start(d, status_ref, err);
        case FIRST:
                if (is_byte(d, ']'))
                        return close_list(d);
                __attribute__((fallthrough));
        case ELEMENT:
                return is_byte(d, '[') ? open_list(d) : take_record(d, ELEMENT_END, status_ref, err);
        case ELEMENT_END:
                return is_byte(d, ']') ? close_list(d) : take_comma(d, ELEMENT);
        case MEMBER_FIRST:
                return take_member(d, true, status_ref, err);
        case MEMBER:
                return take_member(d, false, status_ref, err);
        case MEMBER_END:
                if (!is_byte(d, '}'))
                        return take_comma(d, MEMBER);
                d->c.at++;
                go_to(d, DONE);
                return true;
        case DONE:
                break;
        }
        return cw_json_fault(&d->c, CW_E_CORRUPT, "expected nothing after the document (--format jsonl reads many)");
}

static cw_status
json_decode(const void *learnt, struct cw_text_state *state, const char *text, size_t nbytes, bool last,
            struct cw_tally *tally, size_t *consumed_ret, struct cw_error *err)
{
        const struct cw_json_document *const l = learnt;
        struct cw_json_scratch scratch;
        struct decoder d = {.learnt = l,
                            .state = state,
                            .c = {.at = text, .end = text + nbytes},
                            .last = last,
                            .record = {&l->column, &scratch, tally, text, "record"}};
        cw_status status = CW_OK;
        bool more = true;
        cw_json_scratch_begin(&scratch, tally);
        while (more && cw_json_blanks(&d.c)) {
                d.record.begin = d.c.at;
                more = take_next(&d, &status, err);
        }
        cw_json_scratch_end(&scratch, tally);
        *consumed_ret = (size_t)(d.c.at - text);
        const int phase = state->mode % 8;
        if (status == CW_OK && d.c.status == CW_OK && last && phase != START && phase != DONE) {
                d.record.begin = d.c.at;
                cw_json_fault(&d.c, CW_E_TRUNCATED, "expected the rest of the document");
        }
        if (status != CW_OK || d.c.status == CW_OK)
                return status;
        cw_tally_row(tally, state->row);
        return cw_json_record_fault(&d.record, &d.c, false, err);
}

/* Where the outermost list is open, or that under the holder's key, whatever is directly in it is an element, and behind
 * an element no more is to be known.  Lists within that list are elements as a whole. */
static void
json_settle(int mode, struct cw_text_border *border)
{
        const bool in_holder = (mode & IN_HOLDER) != 0;
        border->list = CW_LIST_UNKNOWN;
        if (mode / DEPTH_UNIT > 0) {
                border->list = CW_LIST_OPEN;
                border->list_depth = 1 + in_holder;
                border->list_mode = ELEMENT_END + DEPTH_UNIT + (in_holder ? IN_HOLDER + LIST_SEEN : 0);
                border->is_flat = mode / DEPTH_UNIT == 1;
        } else if (mode % 8 == DONE || (mode & LIST_SEEN) != 0) {
                border->list = CW_LIST_OVER;
        }
}

static size_t
json_guess(const void *learnt, const char *text, size_t nbytes)
{
        const struct cw_json_document *const l = learnt;
        return l->column.name != NULL ? cw_json_guess(&l->column.path, text, nbytes) : SIZE_MAX;
}

static void
json_describe(const void *learnt, struct cw_buffer *out)
{
        const struct cw_json_document *const l = learnt;
        if (l->holder_key != NULL) {
                char shown[64];
                cw_json_show(shown, sizeof(shown), l->holder_key);
                cw_buffer_printf(out, "records: the list under %s\n", shown);
        }
        if (l->column.name != NULL)
                cw_buffer_printf(out, "key: %s (%s)\n", l->column.shown, l->column.why);
}

const struct cw_text_dialect cw_dialect_json = {
        .row_unit = "record",
        .learn = json_learn,
        .forget = json_forget,
        .border = cw_json_border,
        .guess = json_guess,
        .settle = json_settle,
        .decode = json_decode,
        .describe = json_describe,
};
