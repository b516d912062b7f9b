/* SPDX-License-Identifier: MIT */
/*
 * Borders handed from block to block.
 */
#include "formats/text/text_chain.h"

void
cw_text_chain_init(struct cw_text_chain *chain)
{
        *chain = (struct cw_text_chain){0};
        cw_lock_init(&chain->lock);
}

void
cw_text_chain_destroy(struct cw_text_chain *chain)
{
        cw_lock_destroy(&chain->lock);
}

/* With what was counted for the case that `border` is not behind a backslash. */
static void
move_by(struct cw_text_border *border, const struct cw_text_survey *s)
{
        const int began = border->in_string;
        if (border->list == CW_LIST_OPEN && border->depth + s->least[began] < border->list_depth)
                border->list = CW_LIST_OVER;
        border->depth += s->depth[began];
        border->in_string = border->in_string != s->flips;
        border->escaped = s->ends_escaped;
}

void
cw_text_border_move(struct cw_text_border *border, cw_scan_survey_fn *survey, const char *text, size_t nbytes)
{
        struct cw_text_survey s;
        survey(text, nbytes, border->escaped, &s);
        move_by(border, &s);
}

bool
cw_text_chain_wait(struct cw_text_chain *chain, uint64_t seq, struct cw_text_border *entry_ret)
{
        cw_lock_take(&chain->lock);
        while (!chain->broken && chain->next != seq)
                cw_lock_wait(&chain->lock);
        *entry_ret = chain->border;
        const bool good = !chain->broken;
        cw_lock_give(&chain->lock);
        return good;
}

bool
cw_text_chain_settle(struct cw_text_chain *chain, uint64_t seq, struct cw_text_border *border_ret)
{
        cw_lock_take(&chain->lock);
        while (!chain->broken && chain->border.list == CW_LIST_UNKNOWN && chain->next != seq)
                cw_lock_wait(&chain->lock);
        *border_ret = chain->border;
        const bool good = !chain->broken;
        cw_lock_give(&chain->lock);
        return good;
}

bool
cw_text_chain_pass(struct cw_text_chain *chain, uint64_t seq, cw_scan_survey_fn *survey, const char *text,
                   size_t nbytes, struct cw_text_border *entry_ret)
{
        struct cw_text_survey s;
        survey(text, nbytes, false, &s);
        if (!cw_text_chain_wait(chain, seq, entry_ret))
                return false;
        if (entry_ret->list == CW_LIST_UNKNOWN)
                return true;
        struct cw_text_border exit = *entry_ret;
        if (exit.escaped) /* a backslash right before the block is rare enough to count again */
                survey(text, nbytes, true, &s);
        move_by(&exit, &s);
        cw_text_chain_put(chain, seq, &exit);
        return true;
}

void
cw_text_chain_put(struct cw_text_chain *chain, uint64_t seq, const struct cw_text_border *border)
{
        cw_lock_take(&chain->lock);
        chain->border = *border;
        chain->next = seq + 1;
        cw_lock_wake(&chain->lock);
        cw_lock_give(&chain->lock);
}

void
cw_text_chain_break(struct cw_text_chain *chain)
{
        cw_lock_take(&chain->lock);
        chain->broken = true;
        cw_lock_wake(&chain->lock);
        cw_lock_give(&chain->lock);
}
