/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis in sentences for the person who trains: a line each, the one that matters most first, and where there
 * is a cure its option with the figure it would give.  The figures are diagnose.c; nothing is decided here but what is
 * worth saying.  Names only options that exist.
 */
#include "base/memory.h"
#include "weigh/diagnose.h"
#include "weigh/figure.h"
#include "weigh/label_lookup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS_NAMED = 5 /**< of a list; the rest is a number */ };

static size_t
count_entities(const struct cw_weights *w)
{
        return w->diagnosis.n_observed - w->diagnosis.has_o;
}

/* ---- shares of the loss ------------------------------------------------------------------------------------ */

static void
say_shares(const struct cw_weights *w, struct cw_buffer *text)
{
        const struct cw_diagnosis *d = &w->diagnosis;
        const struct cw_figure before = cw_figure_percent(d->entity_share_unweighted);
        const struct cw_figure after = cw_figure_percent(d->entity_share_weighted);
        const struct cw_figure scale = cw_figure_digits(d->loss_scale, 3);
        if (!d->has_o)
                cw_buffer_printf(text, "all tokens are entity tokens: no label %s was seen (loss scale %s)\n",
                                 cw_label_show_text(w->o_label).text, scale.text);
        else if (d->entity_share_weighted >= 0.995 * d->entity_share_unweighted)
                cw_buffer_printf(text, "entities are %s of the tokens and carry %s of the loss (loss scale %s)\n",
                                 before.text, after.text, scale.text);
        else if (!d->mutes)
                cw_buffer_printf(
                        text,
                        "entities are %s of the tokens but carry %s of the loss (loss scale %s); --o-weight %s "
                        "would keep it at %s\n",
                        before.text, after.text, scale.text, cw_figure_digits(d->o_weight_auto, 4).text, before.text);
        else
                cw_buffer_printf(
                        text,
                        "the weights mute the entities: they are %s of the tokens, but their share of the loss "
                        "falls from %s to %s (loss scale %s)\n",
                        before.text, before.text, after.text, scale.text);
}

/* Only what gives entities more than they have now. */
static void
put_cure(const struct cw_weights *w, const char *option, double share, bool *any_ref, struct cw_buffer *text)
{
        if (!(share > 1.05 * w->diagnosis.entity_share_weighted))
                return;
        cw_buffer_printf(text, "%s%s makes it %s",
                         *any_ref ? ", " : "each of these by itself would raise that share: ", option,
                         cw_figure_percent(share).text);
        *any_ref = true;
}

static void
say_cures(const struct cw_weights *w, struct cw_buffer *text)
{
        const struct cw_diagnosis *d = &w->diagnosis;
        char option[128];
        bool any = false;
        if (!d->mutes)
                return;
        snprintf(option, sizeof(option), "--o-weight auto (O gets %s)", cw_figure_digits(d->o_weight_auto, 4).text);
        put_cure(w, option, d->share_o_auto, &any, text);
        put_cure(w, "--normalize token", d->share_normalize_token, &any, text);
        put_cure(w, "--normalize median", d->share_normalize_median, &any, text);
        snprintf(option, sizeof(option), "--min-count %s", cw_figure_exact(d->min_count_advised).text);
        put_cure(w, option, d->share_min_count, &any, text);
        if (any)
                cw_buffer_putc(text, '\n');
}

/* In single quotes where a shell would not take the name as one word. */
static void
put_shell_word(const char *word, struct cw_buffer *text)
{
        const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
        const char *quote = *word != '\0' && word[strspn(word, plain)] == '\0' ? "" : "'";
        cw_buffer_printf(text, "%s%s%s", quote, cw_label_show_text(word).text, quote);
}

static void
say_other_outside(const struct cw_weights *w, struct cw_buffer *text)
{
        const struct cw_counts *c = w->counts;
        double n_all = 0;
        size_t most = 0;
        if (w->diagnosis.has_o)
                return;
        for (size_t i = 0; i < c->n_labels; i++) {
                n_all += (double)c->labels[i].tokens;
                if (c->labels[i].tokens > c->labels[most].tokens)
                        most = i;
        }
        const double share = (double)c->labels[most].tokens / n_all;
        if (share <= 0.5 || w->diagnosis.n_observed == 1)
                return;
        cw_buffer_printf(text, "%s has %s of the tokens: if it is what lies outside the entities, say --o-label ",
                         cw_label_show(&c->labels[most]).text, cw_figure_percent(share).text);
        if (c->labels[most].name != NULL)
                put_shell_word(c->labels[most].name, text);
        else
                cw_buffer_printf(text, "%lld", (long long)c->labels[most].id);
        cw_buffer_putc(text, '\n');
}

/* ---- the normaliser ---------------------------------------------------------------------------------------- */

struct weight_range {
        size_t least, most; /**< indices of labels */
};

/* Of the entity labels but `without`; there must be one. */
static struct weight_range
find_range(const struct cw_weights *w, ptrdiff_t without)
{
        struct weight_range r = {SIZE_MAX, SIZE_MAX};
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (!cw_is_entity(w->counts, i, w->o_index) || (ptrdiff_t)i == without)
                        continue;
                if (r.least == SIZE_MAX || w->weight[i] < w->weight[r.least])
                        r.least = i;
                if (r.most == SIZE_MAX || w->weight[i] > w->weight[r.most])
                        r.most = i;
        }
        return r;
}

/* Of two labels one always has half or more: that is told where it has three quarters. */
static void
say_owner(const struct cw_weights *w, struct cw_buffer *text)
{
        const struct cw_diagnosis *d = &w->diagnosis;
        const size_t n = count_entities(w);
        size_t owner = 0;
        if (!(d->owner_share > 0) || n < 2 || (n == 2 && d->owner_share < 0.75))
                return;
        while (w->counts->labels[owner].id != d->owner_id)
                owner++;
        char others_n[24] = "";
        if (n > 2)
                snprintf(others_n, sizeof(others_n), " %zu", n - 1);
        const struct weight_range others = find_range(w, (ptrdiff_t)owner);
        const struct cw_count_row *row = &w->counts->labels[owner];
        cw_buffer_printf(text, "%s (%s token%s) owns the normaliser: it makes %s of the mean that the entity weights ",
                         cw_label_show(row).text, cw_figure_count(row->tokens).text, row->tokens == 1 ? "" : "s",
                         cw_figure_percent(d->owner_share).text);
        cw_buffer_printf(text, "are divided by, so it gets %s and mutes the other%s, which get%s %s",
                         cw_figure_digits(w->weight[owner], 4).text, others_n, n == 2 ? "s" : "",
                         cw_figure_digits(w->weight[others.least], 4).text);
        if (w->weight[others.most] > w->weight[others.least])
                cw_buffer_printf(text, " to %s", cw_figure_digits(w->weight[others.most], 4).text);
        if (d->has_o)
                cw_buffer_printf(text, "; if it were left out of the data, entities would carry %s of the loss",
                                 cw_figure_percent(d->share_without_owner).text);
        cw_buffer_putc(text, '\n');
}

static void
say_spread(const struct cw_weights *w, struct cw_buffer *text)
{
        const size_t n = count_entities(w);
        if (n < 2)
                return;
        const struct weight_range r = find_range(w, -1);
        cw_buffer_printf(text, "entity weights go from %s (%s) ", cw_figure_digits(w->weight[r.least], 4).text,
                         cw_label_show(&w->counts->labels[r.least]).text);
        cw_buffer_printf(text, "to %s (%s), %s to 1; the %zu labels share the loss as %s equal ones would\n",
                         cw_figure_digits(w->weight[r.most], 4).text, cw_label_show(&w->counts->labels[r.most]).text,
                         cw_figure_digits(w->diagnosis.weight_ratio, 4).text, n,
                         cw_figure_digits(w->diagnosis.effective_classes, 3).text);
}

/* ---- saturation -------------------------------------------------------------------------------------------- */

static void
put_saturating(const struct cw_weights *w, struct cw_buffer *text)
{
        if (w->options.beta_auto)
                cw_buffer_puts(text, "--beta auto");
        else if (w->options.prototypes > 0)
                cw_buffer_printf(text, "--prototypes %s", cw_figure_exact(w->options.prototypes).text);
        else
                cw_buffer_printf(text, "--beta %s", cw_figure_exact(w->options.beta).text);
}

static void
say_saturation(const struct cw_weights *w, struct cw_buffer *text)
{
        const struct cw_diagnosis *d = &w->diagnosis;
        if (d->n_saturated == 0)
                return;
        cw_buffer_puts(text, "--scheme effective with ");
        put_saturating(w, text);
        cw_buffer_printf(text,
                         " is at its limit for %zu of the %zu entity labels: from %s token%s on, all get nearly "
                         "the same weight",
                         d->n_saturated, count_entities(w), cw_figure_count((uint64_t)d->saturated_from).text,
                         d->saturated_from > 1 ? "s" : "");
        if (d->saturating_prototypes > 0)
                cw_buffer_printf(text, "; --prototypes %s (their median count) would tell them apart",
                                 cw_figure_exact(d->saturating_prototypes).text);
        cw_buffer_putc(text, '\n');
}

/* ---- certainty --------------------------------------------------------------------------------------------- */

/* The weight that its own count leaves most open, if that is by more than a tenth. */
static void
say_uncertain(const struct cw_weights *w, struct cw_buffer *text)
{
        size_t worst = SIZE_MAX;
        double most = 1.1;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (!(w->high[i] > most * w->low[i]) || w->counts->labels[i].tokens == 0)
                        continue;
                most = w->high[i] / w->low[i];
                worst = i;
        }
        if (worst == SIZE_MAX)
                return;
        const struct cw_count_row *row = &w->counts->labels[worst];
        cw_buffer_printf(text, "the least certain weight is that of %s, %s from %s token%s: 95 %% interval ",
                         cw_label_show(row).text, cw_figure_digits(w->weight[worst], 4).text,
                         cw_figure_count(row->tokens).text, row->tokens == 1 ? "" : "s");
        cw_buffer_printf(text, "%s to %s\n", cw_figure_digits(w->low[worst], 4).text,
                         cw_figure_digits(w->high[worst], 4).text);
}

/* ---- single labels ----------------------------------------------------------------------------------------- */

static bool
is_rare(const struct cw_weights *w, size_t index)
{
        return w->counts->labels[index].tokens > 0 && w->counts->labels[index].tokens < CW_RARE_TOKENS;
}

/* A label without tokens that shares the weight of another has a raw weight. */
static bool
is_unseen(const struct cw_weights *w, size_t index)
{
        return w->counts->labels[index].tokens == 0 && isnan(w->raw[index]);
}

static void
list_labels(const struct cw_weights *w, bool (*belongs)(const struct cw_weights *, size_t), struct cw_buffer *text)
{
        size_t n = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                const struct cw_count_row *row = &w->counts->labels[i];
                if (!belongs(w, i) || ++n > LABELS_NAMED)
                        continue;
                cw_buffer_printf(text, "%s%s", n > 1 ? ", " : "", cw_label_show(row).text);
                if (row->tokens > 0)
                        cw_buffer_printf(text, " (%s)", cw_figure_count(row->tokens).text);
        }
        if (n > LABELS_NAMED)
                cw_buffer_printf(text, " and %zu more", n - LABELS_NAMED);
        cw_buffer_putc(text, '\n');
}

static void
say_rare(const struct cw_weights *w, struct cw_buffer *text)
{
        const size_t n = w->diagnosis.n_rare;
        if (n == 0)
                return;
        cw_buffer_printf(text, "%zu label%s fewer than %d tokens, too few for a weight to be more than chance: ", n,
                         n == 1 ? " has" : "s have", CW_RARE_TOKENS);
        list_labels(w, is_rare, text);
}

static bool
is_in_one_sequence(const struct cw_weights *w, size_t index)
{
        return cw_is_in_one_sequence(w->counts, index);
}

static void
say_in_one_sequence(const struct cw_weights *w, struct cw_buffer *text)
{
        const size_t n = w->diagnosis.n_in_one_sequence;
        if (n == 0)
                return;
        cw_buffer_printf(text, "%zu label%s all tokens in one sequence, so %s weight says little of others: ", n,
                         n == 1 ? " has" : "s have", n == 1 ? "its" : "their");
        list_labels(w, is_in_one_sequence, text);
}

static void
put_unseen_policy(const struct cw_weights *w, bool one, struct cw_buffer *text)
{
        switch (w->options.unseen) {
        case CW_UNSEEN_ZERO:
                cw_buffer_printf(text, "get%s 0 (--unseen zero)", one ? "s" : "");
                break;
        case CW_UNSEEN_MAX:
                cw_buffer_printf(text, "get%s the largest entity weight (--unseen max)", one ? "s" : "");
                break;
        case CW_UNSEEN_OMIT:
                cw_buffer_printf(text, "%s left out (--unseen omit)", one ? "is" : "are");
                break;
        case CW_UNSEEN_ONE:
        case CW_UNSEEN_ERROR:
                cw_buffer_printf(text, "get%s 1.0 (--unseen one)", one ? "s" : "");
                break;
        }
}

static void
say_unseen(const struct cw_weights *w, struct cw_buffer *text)
{
        const size_t n = w->diagnosis.n_unseen;
        if (n == 0)
                return;
        cw_buffer_printf(text, "%zu label%s of the map %s %s and ", n, n == 1 ? "" : "s", n == 1 ? "was" : "were",
                         w->counts->estimate == NULL ? "never seen" : "in none of the blocks that were drawn");
        put_unseen_policy(w, n == 1, text);
        cw_buffer_puts(text, ": ");
        list_labels(w, is_unseen, text);
}

/* ---- spellings --------------------------------------------------------------------------------------------- */

static unsigned char
fold(char c)
{
        return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Without regard to the case of ASCII letters; strcasecmp would ask the locale. */
static int
compare_folded(const char *a, const char *b)
{
        while (*a != '\0' && fold(*a) == fold(*b)) {
                a++;
                b++;
        }
        return fold(*a) - fold(*b);
}

static int
compare_spelling(const void *a, const void *b)
{
        const char *x, *y;
        memcpy(&x, a, sizeof(x));
        memcpy(&y, b, sizeof(y));
        const int folded = compare_folded(x, y);
        return folded != 0 ? folded : strcmp(x, y);
}

static cw_status
say_spellings(const struct cw_weights *w, struct cw_buffer *text, struct cw_error *err)
{
        const struct cw_counts *c = w->counts;
        const char **names = cw_malloc(c->n_labels * sizeof(*names));
        size_t n = 0, n_pairs = 0;
        if (names == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*names));
        for (size_t i = 0; i < c->n_labels; i++)
                if (c->labels[i].name != NULL && c->labels[i].tokens > 0)
                        names[n++] = c->labels[i].name;
        qsort(names, n, sizeof(*names), compare_spelling);
        for (size_t i = 1; i < n; i++) {
                if (compare_folded(names[i - 1], names[i]) != 0 || ++n_pairs > LABELS_NAMED)
                        continue;
                cw_buffer_printf(text, "%s%s and ",
                                 n_pairs == 1 ? "counted apart, though only case tells them apart: " : ", ",
                                 cw_label_show_text(names[i - 1]).text);
                cw_buffer_puts(text, cw_label_show_text(names[i]).text);
        }
        if (n_pairs > LABELS_NAMED)
                cw_buffer_printf(text, " and %zu more pairs", n_pairs - LABELS_NAMED);
        if (n_pairs > 0)
                cw_buffer_putc(text, '\n');
        cw_free(names);
        return CW_OK;
}

/* Of what are no weights there is nothing to say but what they are. */
static void
say_emitted(const struct cw_weights *w, struct cw_buffer *text)
{
        double least = INFINITY, most = -INFINITY;
        size_t n = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (isnan(w->weight[i]))
                        continue;
                least = fmin(least, w->weight[i]);
                most = fmax(most, w->weight[i]);
                n++;
        }
        cw_buffer_printf(text, "%s of %zu labels, from %s to %s\n", cw_emit_name(w->options.emit), n,
                         cw_figure_digits(least, 6).text, cw_figure_digits(most, 6).text);
}

static cw_status
say_weights(const struct cw_weights *weights, struct cw_buffer *text, struct cw_error *err)
{
        say_shares(weights, text);
        say_other_outside(weights, text);
        say_owner(weights, text);
        say_cures(weights, text);
        say_saturation(weights, text);
        say_spread(weights, text);
        say_uncertain(weights, text);
        say_rare(weights, text);
        say_in_one_sequence(weights, text);
        say_unseen(weights, text);
        return say_spellings(weights, text, err);
}

cw_status
cw_diagnosis_text(const cw_weights *weights, char **text_ret, struct cw_error *err)
{
        struct cw_buffer text = {0};
        cw_status status = CW_OK;
        *text_ret = NULL;
        if (weights->options.emit == CW_EMIT_WEIGHTS)
                status = say_weights(weights, &text, err);
        else
                say_emitted(weights, &text);
        if (status == CW_OK)
                return cw_buffer_take(&text, text_ret, NULL, err);
        cw_buffer_free(&text);
        return status;
}
