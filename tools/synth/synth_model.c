/* SPDX-License-Identifier: MIT */
/*
 * See synth_model.h.  One number a span is cut up as
 *
 *     bits   0-11 tokens of O in front      12-27 entity type      28-35 how many I- follow
 */
#include "synth_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
        N_TYPES = 26,
        N_COMMON = 2,        /* the first types below, */
        DRIFTED_FIRST = 2,   /* AGE, and */
        DRIFTED_SECOND = 17, /* PASSWORD: the common ones after a drift */
        COMMON = 5,          /* which are this many times as likely as the others */
        SLOTS = N_COMMON * COMMON + (N_TYPES - N_COMMON),
        GAPS = 4096,
        SHORTEST_SEQUENCE = 20,
        LONGEST_SEQUENCE = 200,
        MOST_INSIDE = 4,
};

static const double o_share = 0.85;

/* How many I- a span of the type has, by and large; it varies by one around that. */
static const struct {
        const char *name;
        uint8_t inside;
} types[N_TYPES] = {
        {"FIRSTNAME", 1},
        {"SURNAME", 1},
        {"AGE", 0},
        {"BUILDINGNUM", 1},
        {"CITY", 1},
        {"COMPANYNAME", 2},
        {"COUNTRY", 1},
        {"EMAIL", 3},
        {"ZIP", 1},
        {"CREDITCARDNUMBER", 3},
        {"DATEOFBIRTH", 3},
        {"DRIVERLICENSENUM", 2},
        {"IBAN", 3},
        {"IDCARDNUM", 2},
        {"LICENSEPLATENUM", 2},
        {"NATIONALID", 2},
        {"PASSPORTID", 2},
        {"PASSWORD", 3},
        {"PHONENUMBER", 3},
        {"SECURITYTOKEN", 3},
        {"SSN", 3},
        {"STATE", 1},
        {"STREET", 2},
        {"TAXNUM", 2},
        {"URL", 3},
        {"USERNAME", 2},
};

static char label_names[SYNTH_LABELS][24];
static uint8_t gap_length[GAPS]; /* quantiles of the number of O between two spans */
static uint8_t type_slot[SLOTS], drifted_slot[SLOTS];

void
synth_model_init(void)
{
        double span = 0;
        size_t slot = 0, drifted = 0;
        snprintf(label_names[0], sizeof(label_names[0]), "O");
        for (size_t t = 0; t < N_TYPES; t++) {
                const size_t copies = t < N_COMMON ? COMMON : 1;
                const size_t drifted_copies = t == DRIFTED_FIRST || t == DRIFTED_SECOND ? COMMON : 1;
                snprintf(label_names[2 * t + 1], sizeof(label_names[0]), "B-%s", types[t].name);
                snprintf(label_names[2 * t + 2], sizeof(label_names[0]), "I-%s", types[t].name);
                memset(type_slot + slot, (int)t, copies);
                slot += copies;
                memset(drifted_slot + drifted, (int)t, drifted_copies);
                drifted += drifted_copies;
                span += (double)copies * (1.0 + types[t].inside) / SLOTS;
        }
        /* Geometric, with the mean that makes O its share of the tokens. */
        const double mean = span * o_share / (1.0 - o_share);
        for (size_t i = 0; i < GAPS; i++) {
                const double gap = log1p(-((double)i + 0.5) / GAPS) / log1p(-1.0 / (mean + 1.0));
                gap_length[i] = (uint8_t)fmin(gap, LONGEST_SEQUENCE);
        }
}

const char *
synth_label_name(size_t id)
{
        return label_names[id];
}

struct synth_rng
synth_rng_seeded(uint64_t seed, uint64_t stream)
{
        struct synth_rng rng = {.state = seed * 0xD1342543DE82EF95U + stream};
        rng.state = synth_rng_next(&rng); /* neighbouring seeds start far apart */
        return rng;
}

/* The type's usual number of I-, half of the time one more or one less. */
static size_t
inside_length(size_t type, unsigned draw)
{
        const size_t usual = types[type].inside;
        if (draw < 64 && usual < MOST_INSIDE)
                return usual + 1;
        return draw >= 192 && usual > 0 ? usual - 1 : usual;
}

size_t
synth_sequence(struct synth_rng *rng, uint64_t left, int8_t ids_ret[SYNTH_LONGEST])
{
        uint64_t n = SHORTEST_SEQUENCE + synth_rng_next(rng) % (LONGEST_SEQUENCE - SHORTEST_SEQUENCE + 1);
        if (n + SHORTEST_SEQUENCE > left)
                n = left <= SYNTH_LONGEST ? left : n;

        /* A span may overshoot the end; the room behind it takes what is cut off. */
        int8_t ids[SYNTH_LONGEST + LONGEST_SEQUENCE + MOST_INSIDE + 1];
        const uint8_t *const slots = left <= rng->drift_left ? drifted_slot : type_slot;
        size_t at = 1;
        while (at + 1 < n) {
                const uint64_t draw = synth_rng_next(rng);
                const size_t type = slots[(draw >> 12 & 0xFFFF) * SLOTS >> 16];
                const size_t gap = gap_length[draw % GAPS];
                const size_t inside = inside_length(type, (unsigned)(draw >> 28 & 0xFF));
                memset(ids + at, 0, gap);
                at += gap;
                ids[at++] = (int8_t)(2 * type + 1);
                memset(ids + at, (int)(2 * type + 2), MOST_INSIDE);
                at += inside;
        }
        ids[0] = SYNTH_IGNORED;
        if (n > 0)
                ids[n - 1] = SYNTH_IGNORED;
        memcpy(ids_ret, ids, n);
        return n;
}
