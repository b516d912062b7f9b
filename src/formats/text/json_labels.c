/* SPDX-License-Identifier: MIT */
/*
 * Labels are gathered in scratch.  If all of the record fit, they go to the tally at the end; if not, the first reading
 * has only checked them, and a second one hands them over scratch by scratch.
 */
#include "formats/text/json_labels.h"

#include "base/bytes.h"
#include "formats/text/json_value.h"
#include "formats/text/text.h"

#include <string.h>

enum kind { NONE, IDS, NAMES };

struct reading {
        struct cw_json_cursor *c;
        struct cw_json_scratch *scratch;
        struct cw_tally *tally; /* NULL in the first reading */
        size_t n;               /* labels in scratch */
        bool spilled;           /* the first reading let go of some */
        enum kind kind;
};

static void
tally_name(struct cw_tally *t, struct cw_json_span name)
{
        char plain[CW_JSON_TEXT_MOST];
        size_t nbytes;
        if (!name.escaped) {
                cw_tally_name(t, name.begin, cw_json_nbytes(name));
                return;
        }
        struct cw_json_cursor c = {.at = name.begin, .end = name.end};
        /* It cannot fail: the first reading has done the same. */
        if (cw_json_unescape(&c, name, plain, &nbytes))
                cw_tally_name(t, plain, nbytes);
}

/* A name that stands in the text as it is, into a tally that counts. */
static void
tally_plain_name(struct cw_tally *t, struct cw_json_span name)
{
        const struct cw_tally_label label = {name.begin, (uint32_t)cw_json_nbytes(name), (uint32_t)t->at.position,
                                             t->at.row};
        cw_tally_labels(t, &label, 1);
        t->at.position++;
}

static void
hand_over(struct reading *r, struct cw_tally *t)
{
        if (r->kind == IDS) {
                cw_tally_ids(t, r->scratch->u.ids, r->n, CW_I64);
        } else {
                for (size_t i = 0; i < r->n; i++) {
                        const struct cw_json_span name = r->scratch->u.names[i];
                        if (name.escaped || t->collector != NULL)
                                tally_name(t, name);
                        else
                                tally_plain_name(t, name);
                }
        }
        r->n = 0;
}

/* Makes the scratch empty. */
static void
spill(struct reading *r)
{
        r->spilled = true;
        if (r->tally != NULL)
                hand_over(r, r->tally);
        r->n = 0;
}

static bool
set_kind(struct reading *r, enum kind kind)
{
        if (r->kind != NONE && r->kind != kind)
                return cw_json_fault(r->c, CW_E_DATA,
                                     "expected labels of one kind, found integers and strings in one record");
        r->kind = kind;
        return true;
}

static bool
read_id(struct reading *r)
{
        int64_t id;
        if (!set_kind(r, IDS) || !cw_json_integer(r->c, &id))
                return false;
        if (r->n == CW_JSON_IDS)
                spill(r);
        r->scratch->u.ids[r->n++] = id;
        return true;
}

static bool
read_name(struct reading *r)
{
        char plain[CW_JSON_TEXT_MOST];
        struct cw_json_span name;
        size_t nbytes;
        if (!set_kind(r, NAMES) || !cw_json_string(r->c, &name))
                return false;
        if (!name.escaped && cw_json_nbytes(name) > CW_JSON_TEXT_MOST)
                return cw_json_fault(r->c, CW_E_DATA, "expected labels of at most 4096 bytes, found a longer one");
        const char *const behind = r->c->at;
        if (name.escaped && !cw_json_unescape(r->c, name, plain, &nbytes))
                return false;
        r->c->at = behind;
        if (r->n == CW_JSON_NAMES)
                spill(r);
        r->scratch->u.names[r->n++] = name;
        return true;
}

static bool
read_label(struct reading *r)
{
        switch (*r->c->at) {
        case '"':
                return read_name(r);
        case '{':
                return cw_json_fault(r->c, CW_E_DATA, "expected integers or strings as labels, found an object");
        case 't':
        case 'f':
                return cw_json_fault(r->c, CW_E_DATA, "expected integers or strings as labels, found true or false");
        case 'n':
        case 'N':
        case 'I':
                return cw_json_fault(r->c, CW_E_DATA, "expected integers or strings as labels, found null or NaN");
        default:
                return read_id(r);
        }
}

static inline unsigned
digit_of(char byte)
{
        return (unsigned)(unsigned char)byte - '0';
}

/* The integer of up to 18 digits that is all of [p, comma); false if it is anything else. */
static bool
wide_id(const char *p, const char *comma, int64_t *id_ret)
{
        const bool negative = *p == '-';
        const char *const digits = p + negative;
        const ptrdiff_t n_digits = comma - digits;
        int64_t v = 0;
        if (n_digits < 1 || n_digits > 18 || (*digits == '0' && n_digits > 1))
                return false;
        for (const char *q = digits; q < comma; q++) {
                if (digit_of(*q) > 9)
                        return false;
                v = v * 10 + digit_of(*q);
        }
        *id_ret = negative ? -v : v;
        return true;
}

/* As wide_id(), with a blank in front perhaps; ids of one and of two digits, which alternate without a pattern, are not
 * told apart by a branch. */
static inline bool
plain_id(const char *p, const char *comma, int64_t *id_ret)
{
        p += *p == ' ';
        const size_t tens = (size_t)(comma - p) - 1; /* 0 or 1; or too long, or SIZE_MAX for an empty place */
        const unsigned first = digit_of(p[0]), last = digit_of(comma[-1]);
        *id_ret = (int64_t)(tens * 10 * first + last);
        return (tens <= 1 && first >= tens && first <= 9 && last <= 9) || wide_id(p, comma, id_ret);
}

/* Integers as nearly everyone writes them, with a comma behind and at most one blank; stops before anything else.  The
 * commas of 64 bytes are found first, so that no id waits for the one before it. */
static void
read_plain_ids(struct reading *r)
{
        const char *p = r->c->at;
        int64_t *const ids = r->scratch->u.ids;
        size_t n = r->n;
        bool plain = true;
        while (plain && p < r->c->end && n + 32 <= CW_JSON_IDS) {
                const char *const block = p;
                const size_t left = (size_t)(r->c->end - p);
                uint64_t commas = cw_bytes64_eq(cw_bytes64_load(block), ',');
                if (left < 64)
                        commas &= (UINT64_C(1) << left) - 1;
                plain = commas != 0;
                for (; commas != 0; commas &= commas - 1) {
                        const char *const comma = block + cw_lowest_bit(commas);
                        plain = plain_id(p, comma, &ids[n]);
                        if (!plain)
                                break;
                        n++;
                        p = comma + 1;
                }
        }
        if (n > r->n)
                r->kind = IDS;
        r->n = n;
        r->c->at = p;
}

/* Over what follows a label or a list: `]`s, and a `,` if there is more. */
static bool
read_ends(struct reading *r, size_t *depth)
{
        struct cw_json_cursor *const c = r->c;
        while (cw_json_blanks(c)) {
                const char byte = *c->at;
                if (byte != ']' && byte != ',')
                        break;
                c->at++;
                if (byte == ',' || --*depth == 0)
                        return true;
        }
        return cw_json_fault(c, CW_E_CORRUPT, "expected ',' or ']' after a label");
}

static bool
read_list(struct reading *r)
{
        struct cw_json_cursor *const c = r->c;
        bool may_be_empty = true;
        size_t depth = 1;
        c->at++;
        while (depth > 0) {
                const char *const before = c->at;
                if (r->kind != NAMES)
                        read_plain_ids(r);
                may_be_empty = may_be_empty && c->at == before;
                if (!cw_json_blanks(c))
                        return cw_json_fault(c, CW_E_CORRUPT, "expected a label or ']'");
                if (*c->at == '[') {
                        c->at++;
                        depth++;
                        may_be_empty = true;
                        continue;
                }
                if (!(may_be_empty && *c->at == ']') && !read_label(r))
                        return false;
                if (!read_ends(r, &depth))
                        return false;
                may_be_empty = false;
        }
        return true;
}

static bool
read_value(struct reading *r)
{
        if (*r->c->at == '[')
                return read_list(r);
        return read_label(r) &&
               (r->c->at == r->c->end || cw_json_fault(r->c, CW_E_CORRUPT, "expected ',' or '}' after a label"));
}

/* The commonest label so far, if it has one byte: its first place is known, so that the next ones need none. */
static void
choose_outside(struct cw_json_scratch *s, const struct cw_tally *tally)
{
        const size_t n_looked_at = tally->names.n < 256 ? tally->names.n : 256;
        uint64_t most = 0;
        s->names.outside = '"';
        for (size_t i = 0; i < n_looked_at && i < tally->names_cap; i++) {
                const struct cw_intern_name *const name = &tally->names.names[i];
                if (tally->name_tokens[i] <= most)
                        continue;
                most = tally->name_tokens[i];
                s->names.outside = name->nbytes == 1 ? *name->text : '"';
        }
}

void
cw_json_scratch_begin(struct cw_json_scratch *s, const struct cw_tally *tally)
{
        s->scan = cw_scan_for(tally->kernel);
        s->takes_names = s->scan->names != NULL && tally->collector == NULL && !tally->in_seam;
        s->names = (struct cw_name_scan){.labels = s->u.labels};
        s->is_first = true;
        choose_outside(s, tally);
        s->habits = (struct cw_json_habits){.ids = {.bytes = s->bytes, .room = CW_JSON_BYTES}};
        s->habits.ids.may_ignore = cw_tally_ignores(tally, -100);
        if (s->scan->ids != NULL && tally->collector == NULL)
                s->habits.ids.limit = tally->n_known < 255 ? (unsigned)tally->n_known : 255;
        s->habits.ids_before = s->habits.ids;
}

void
cw_json_scratch_end(struct cw_json_scratch *s, struct cw_tally *tally)
{
        struct cw_byte_ids *const ids = &s->habits.ids;
        if (ids->n_bytes > 0)
                cw_tally_known_bytes(tally, ids->bytes, ids->n_bytes, ids->n_bytes - ids->n);
        cw_histogram_add(&tally->ids, -100, ids->n_ignored);
        ids->n_bytes = 0;
        ids->n = ids->n_ignored = 0;
        cw_tally_name_run(tally, &s->names.outside, 1, s->names.n_outside);
        s->names.n_outside = 0;
}

void
cw_json_scratch_record(struct cw_json_scratch *s, struct cw_tally *tally)
{
        if (s->habits.ids.n_bytes > CW_JSON_BYTES / 2)
                cw_json_scratch_end(s, tally);
        /* One by one: a vector that is read where its parts have just been written waits for them to be in the cache. */
        s->habits.ids_before.n_bytes = s->habits.ids.n_bytes;
        s->habits.ids_before.n = s->habits.ids.n;
        s->habits.ids_before.n_ignored = s->habits.ids.n_ignored;
        s->habits.outcome = CW_IDS_NOT_TRIED;
}

void
cw_json_scratch_undo(struct cw_json_scratch *s)
{
        s->habits.ids = s->habits.ids_before;
        s->habits.outcome = CW_IDS_NOT_TRIED;
}

/* The ids of a plain list, c being at its start. */
static bool
take_plain_ids(const struct cw_json_cursor *c, struct cw_json_scratch *s)
{
        struct cw_json_habits *const habits = &s->habits;
        return habits->outcome == CW_IDS_TAKEN || (habits->outcome == CW_IDS_NOT_TRIED && habits->ids.limit != 0 &&
                                                   s->scan->ids(c->at + 1, c->end, &habits->ids) != NULL);
}

/* The names of a plain list, c being at its start.  Their places are noted here, and so in the order of the text. */
static bool
take_plain_names(const struct cw_json_cursor *c, struct cw_json_scratch *s, struct cw_tally *tally)
{
        struct cw_name_scan *const names = &s->names;
        if (!s->takes_names || c->end - c->at < 2)
                return false;
        names->n_labels = 0;
        names->row = tally->at.row;
        if (!s->scan->names(c->at + 1, (size_t)(c->end - c->at) - 2, names))
                return false;
        cw_tally_labels(tally, names->labels, names->n_labels);
        if (s->is_first && names->outside == '"')
                choose_outside(s, tally);
        s->is_first = false;
        return true;
}

bool
cw_json_labels(struct cw_json_cursor *c, struct cw_json_scratch *scratch, struct cw_tally *tally)
{
        const char *const begin = c->at;
        if (c->end - begin == 4 && memcmp(begin, "null", 4) == 0) {
                cw_tally_null_row(tally);
                return true;
        }
        if (*begin == '[' && (begin[1] == '"' ? take_plain_names(c, scratch, tally) : take_plain_ids(c, scratch))) {
                cw_tally_end_sequence(tally);
                return true;
        }
        struct reading r = {.c = c, .scratch = scratch};
        if (!read_value(&r))
                return false;
        if (r.spilled) {
                c->at = begin;
                r = (struct reading){.c = c, .scratch = scratch, .tally = tally};
                if (!read_value(&r))
                        return false;
        }
        hand_over(&r, tally);
        cw_tally_end_sequence(tally);
        return true;
}
