/* SPDX-License-Identifier: MIT */
/*
 * What a check found, for people and for programs.
 *
 *     {"format": "counterweight-check", "version": 1, "holds": false, "path": "weights.toml", "rtol": 0.02, "atol": 0.0,
 *      "emit": "priors",                               there only where the file holds no weights
 *      "estimate": {"share": 0.0103, "seed": 1},                         if the file says that its weights are one
 *      "moved": 1, "appeared": 1, "vanished": 0, "renamed": 0,
 *      "tokens_then": 100, "tokens_now": 120, "fingerprint_then": "...", "fingerprint_now": "...",
 *      "labels": [{"id": 1, "name_then": "B-X", "name_now": "B-X", "weight_then": 1.5, "weight_now": 1.2,
 *                  "tokens_then": null, "tokens_now": 9, "moved": true, "appeared": false, "vanished": false,
 *                  "renamed": false}, ...],                                      those of which one of the four is true
 *      "shards": 12, "new_shards": ["data/s12.jsonl"]}                           null: there was no cache to know it
 */
#include "check.h"

#include "write/json_member.h"

#include <math.h>
#include <string.h>

enum { SHARDS_SHOWN = 20 };

/* ---- for people --------------------------------------------------------------------------------------------- */

static void
put_weight(struct cw_buffer *out, double weight)
{
        if (isnan(weight))
                cw_buffer_puts(out, "       -");
        else
                cw_buffer_printf(out, "%8.4g", weight);
}

static void
put_label(struct cw_buffer *out, const struct cw_check_row *r)
{
        const char *name = r->name_now != NULL ? r->name_now : r->name_then;
        cw_buffer_printf(out, "%" PRId64, r->id);
        if (name != NULL) {
                cw_buffer_putc(out, ' ');
                cw_escape_comment(out, name);
        }
}

static void
put_change(struct cw_buffer *out, const struct cw_check *c, const struct cw_check_row *r)
{
        const double change = cw_check_change(c, r);
        if (!r->moved || isnan(change))
                cw_buffer_puts(out, "             ");
        else if (c->log_scale > 0)
                cw_buffer_printf(out, "  %+9.4g  ", r->now - r->then);
        else
                cw_buffer_printf(out, "  %+7.1f %%  ", 100 * change);
}

static void
put_row(struct cw_buffer *out, const struct cw_check *c, const struct cw_check_row *r)
{
        cw_buffer_puts(out, r->moved ? "  moved     " : r->appeared ? "  appeared  " : "  vanished  ");
        put_weight(out, r->then);
        cw_buffer_puts(out, " -> ");
        put_weight(out, r->now);
        put_change(out, c, r);
        put_label(out, r);
        cw_buffer_putc(out, '\n');
}

static void
put_renamed(struct cw_buffer *out, const struct cw_check_row *r)
{
        cw_buffer_printf(out, "  renamed   id %" PRId64 " is ", r->id);
        cw_escape_comment(out, r->name_then);
        cw_buffer_puts(out, " in the file and ");
        cw_escape_comment(out, r->name_now);
        cw_buffer_puts(out, " in the data\n");
}

static void
put_part(struct cw_buffer *out, const char **before_ref, size_t n, const char *one, const char *many)
{
        if (n == 0)
                return;
        cw_buffer_printf(out, "%s%zu %s", *before_ref, n, n == 1 ? one : many);
        *before_ref = ", ";
}

/* The largest change of all, so that a check that holds says how near it is to failing. */
static const struct cw_check_row *
find_largest(const struct cw_check *c)
{
        const struct cw_check_row *largest = NULL;
        double most = 0;
        for (size_t i = 0; i < c->n; i++) {
                const struct cw_check_row *r = &c->rows[i];
                const double change = isnan(r->then) || isnan(r->now) ? 0 : fabs(cw_check_change(c, r));
                if (change > most && (float)r->then != (float)r->now) {
                        most = change;
                        largest = r;
                }
        }
        return largest;
}

static void
put_verdict(struct cw_buffer *out, const struct cw_check *c)
{
        const char *before = ": out of date: ";
        cw_escape_comment(out, c->path);
        if (c->file.is_estimate)
                cw_buffer_printf(out, " (an estimate from %.3g %% of the blocks, seed %" PRIu64 ")",
                                 100 * c->file.sample_share, c->file.sample_seed);
        if (cw_check_is_good(c)) {
                const struct cw_check_row *r = find_largest(c);
                cw_buffer_puts(out, ": true to the data");
                if (r != NULL) {
                        cw_buffer_printf(out, "; no %s moved by more than ",
                                         c->emit == CW_EMIT_WEIGHTS ? "weight" : "value");
                        if (c->log_scale > 0)
                                cw_buffer_printf(out, "%.2g (label ", fabs(r->now - r->then));
                        else
                                cw_buffer_printf(out, "%.2g %% (label ", 100 * fabs(cw_check_change(c, r)));
                        put_label(out, r);
                        cw_buffer_putc(out, ')');
                }
                cw_buffer_putc(out, '\n');
                return;
        }
        put_part(out, &before, c->n_moved, c->emit == CW_EMIT_WEIGHTS ? "weight moved" : "value moved",
                 c->emit == CW_EMIT_WEIGHTS ? "weights moved" : "values moved");
        put_part(out, &before, c->n_appeared, "label appeared", "labels appeared");
        put_part(out, &before, c->n_vanished, "label vanished", "labels vanished");
        put_part(out, &before, c->n_renamed, "label has another name", "labels have other names");
        if (c->log_scale > 0)
                cw_buffer_printf(out, " (tolerance %g", c->rtol * c->log_scale);
        else
                cw_buffer_printf(out, " (tolerance %g %%", 100 * c->rtol);
        if (c->atol > 0)
                cw_buffer_printf(out, " and %g", c->atol);
        cw_buffer_puts(out, ")\n");
}

static void
put_data(struct cw_buffer *out, const struct cw_check *c)
{
        const struct cw_weights_file *f = &c->file;
        const uint64_t now = c->counts->totals.tokens;
        if (f->fingerprint != NULL && c->counts->fingerprint != NULL &&
            strcmp(f->fingerprint, c->counts->fingerprint) == 0)
                cw_buffer_puts(out, "  data      the same counts as then\n");
        else if (f->tokens_known)
                cw_buffer_printf(out, "  data      %" PRIu64 " tokens then, %" PRIu64 " now\n", f->tokens, now);
        if (c->counts->new_shards == NULL || c->counts->n_new_shards == 0)
                return;
        cw_buffer_printf(out, "  shards    %" PRIu64 " of %" PRIu64 " new or changed since the cache saw them\n",
                         c->counts->totals.shards - c->counts->totals.shards_reused, c->counts->totals.shards);
        for (size_t i = 0; i < c->counts->n_new_shards && i < SHARDS_SHOWN; i++) {
                cw_buffer_puts(out, "            ");
                cw_escape_comment(out, c->counts->new_shards[i]);
                cw_buffer_putc(out, '\n');
        }
        if (c->counts->n_new_shards > SHARDS_SHOWN)
                cw_buffer_puts(out, "            ...\n");
}

void
cw_check_put_text(const struct cw_check *c, struct cw_buffer *out)
{
        put_verdict(out, c);
        if (cw_check_is_good(c))
                return;
        for (size_t i = 0; i < c->n; i++) {
                if (c->rows[i].moved || c->rows[i].appeared || c->rows[i].vanished)
                        put_row(out, c, &c->rows[i]);
        }
        for (size_t i = 0; i < c->n; i++) {
                if (c->rows[i].renamed)
                        put_renamed(out, &c->rows[i]);
        }
        put_data(out, c);
}

/* ---- for programs ------------------------------------------------------------------------------------------- */

static void
put_flag(struct cw_buffer *out, const char *key, bool value)
{
        cw_buffer_printf(out, ", \"%s\": %s", key, value ? "true" : "false");
}

static void
put_json_row(struct cw_buffer *out, const struct cw_check_row *r)
{
        cw_buffer_printf(out, "{\"id\": %" PRId64 ", \"name_then\": ", r->id);
        put_string(out, r->name_then);
        cw_buffer_puts(out, ", \"name_now\": ");
        put_string(out, r->name_now);
        cw_buffer_puts(out, ", \"weight_then\": ");
        put_number(out, r->then);
        cw_buffer_puts(out, ", \"weight_now\": ");
        put_number(out, r->now);
        if (r->has_tokens_then)
                cw_buffer_printf(out, ", \"tokens_then\": %" PRIu64, r->tokens_then);
        else
                cw_buffer_puts(out, ", \"tokens_then\": null");
        cw_buffer_printf(out, ", \"tokens_now\": %" PRIu64, r->tokens_now);
        put_flag(out, "moved", r->moved);
        put_flag(out, "appeared", r->appeared);
        put_flag(out, "vanished", r->vanished);
        put_flag(out, "renamed", r->renamed);
        cw_buffer_putc(out, '}');
}

static void
put_json_shards(struct cw_buffer *out, const struct cw_counts *counts)
{
        put_count(out, "  ", "shards", counts->totals.shards);
        put_key(out, "  ", "new_shards");
        if (counts->new_shards == NULL) {
                cw_buffer_puts(out, "null");
                return;
        }
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < counts->n_new_shards; i++) {
                cw_buffer_puts(out, i == 0 ? "" : ", ");
                put_string(out, counts->new_shards[i]);
        }
        cw_buffer_putc(out, ']');
}

void
cw_check_put_json(const struct cw_check *c, struct cw_buffer *out)
{
        const char *before = "\n    ";
        cw_buffer_printf(out, "{\n  \"format\": \"counterweight-check\",\n  \"version\": 1,\n  \"holds\": %s",
                         cw_check_is_good(c) ? "true" : "false");
        put_text(out, "  ", "path", c->path);
        if (c->emit != CW_EMIT_WEIGHTS)
                put_text(out, "  ", "emit", cw_emit_name(c->emit));
        put_figure(out, "  ", "rtol", c->rtol);
        put_figure(out, "  ", "atol", c->atol);
        if (c->file.is_estimate) {
                put_key(out, "  ", "estimate");
                cw_buffer_puts(out, "{\"share\": ");
                put_number(out, c->file.sample_share);
                cw_buffer_printf(out, ", \"seed\": %" PRIu64 "}", c->file.sample_seed);
        }
        put_count(out, "  ", "moved", c->n_moved);
        put_count(out, "  ", "appeared", c->n_appeared);
        put_count(out, "  ", "vanished", c->n_vanished);
        put_count(out, "  ", "renamed", c->n_renamed);
        if (c->file.tokens_known)
                put_count(out, "  ", "tokens_then", c->file.tokens);
        else
                put_text(out, "  ", "tokens_then", NULL);
        put_count(out, "  ", "tokens_now", c->counts->totals.tokens);
        put_text(out, "  ", "fingerprint_then", c->file.fingerprint);
        put_text(out, "  ", "fingerprint_now", c->counts->fingerprint);
        put_key(out, "  ", "labels");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < c->n; i++) {
                const struct cw_check_row *r = &c->rows[i];
                if (!r->moved && !r->appeared && !r->vanished && !r->renamed)
                        continue;
                cw_buffer_puts(out, before);
                put_json_row(out, r);
                before = ",\n    ";
        }
        cw_buffer_puts(out, before[0] == '\n' ? "]" : "\n  ]");
        put_json_shards(out, c->counts);
        cw_buffer_puts(out, "\n}\n");
}
