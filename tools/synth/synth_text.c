/* SPDX-License-Identifier: MIT */
/*
 * See synth_text.h.  Words and labels are copied as pieces of fixed size and the position moved by their true length:
 * that is several times faster than copying just the bytes, and why every piece has room behind it.
 */
#include "synth_text.h"

#include <stdio.h>
#include <string.h>

enum {
        PIECE_NBYTES = 32,
        N_WORDS = 4096,
        N_ODD_EACH = 64, /* one word in so many is one of the odd ones */
};

struct piece {
        char text[PIECE_NBYTES];
        size_t n;
};

static struct piece words[N_WORDS];      /* as CoNLL has them */
static struct piece json_words[N_WORDS]; /* escaped, without quotes */
static struct piece id_pieces[256];      /* "-100, ", indexed by the id's byte */
static struct piece name_pieces[256];    /* "\"B-CITY\", " */
static struct piece tag_pieces[256];     /* "\tB-CITY\n" */

/* Raw and as Python's json module writes it. */
static const char *const odd_words[][2] = {
        {"\"", "\\\""},
        {"C:\\temp", "C:\\\\temp"},
        {"caf\xC3\xA9", "caf\\u00e9"},
        {"M\xC3\xBCller", "M\\u00fcller"},
        {"\xE2\x82\xAC", "\\u20ac"},
        {"\xF0\x9F\x98\x80", "\\ud83d\\ude00"},
        {"\"pii_labels\":", "\\\"pii_labels\\\":"},
        {"[1,2]}", "[1,2]}"},
        {"#", "#"},
        {"a/b", "a/b"},
};

static void
set_piece(struct piece *piece, const char *before, const char *text, const char *after)
{
        piece->n = (size_t)snprintf(piece->text, sizeof(piece->text), "%s%s%s", before, text, after);
}

/* A word of one to four syllables, or a number. */
static void
make_word(struct synth_rng *rng, char out[PIECE_NBYTES])
{
        static const char consonants[] = "bcdfghjklmnprstvwz";
        static const char vowels[] = "aeiou";
        uint64_t draw = synth_rng_next(rng);
        if (draw % 8 == 0) {
                snprintf(out, PIECE_NBYTES, "%u", (unsigned)(draw >> 32) % 100000);
                return;
        }
        size_t n = 0;
        const size_t syllables = 1 + (draw >> 3) % 4;
        draw >>= 8;
        for (size_t i = 0; i < syllables; i++, draw >>= 9) {
                out[n++] = consonants[draw % (sizeof(consonants) - 1)];
                out[n++] = vowels[(draw >> 5) % (sizeof(vowels) - 1)];
                if (draw >> 8 & 1)
                        out[n++] = 'n';
        }
        out[n] = '\0';
}

void
synth_text_init(void)
{
        struct synth_rng rng = synth_rng_seeded(0, 0); /* one vocabulary, whatever the seed */
        size_t odd = 0;
        for (size_t i = 0; i < N_WORDS; i++) {
                char word[PIECE_NBYTES];
                make_word(&rng, word);
                const char *const *forms = (const char *const[2]){word, word};
                if (i % N_ODD_EACH == N_ODD_EACH - 1)
                        forms = odd_words[odd++ % (sizeof(odd_words) / sizeof(odd_words[0]))];
                set_piece(&words[i], "", forms[0], "");
                set_piece(&json_words[i], "", forms[1], "");
        }
        for (int id = 0; id < SYNTH_LABELS; id++) {
                char number[12];
                snprintf(number, sizeof(number), "%d", id);
                set_piece(&id_pieces[id], "", number, ", ");
                set_piece(&name_pieces[id], "\"", synth_label_name((size_t)id), "\", ");
                set_piece(&tag_pieces[id], "\t", synth_label_name((size_t)id), "\n");
        }
        set_piece(&id_pieces[(uint8_t)SYNTH_IGNORED], "", "-100", ", ");
        set_piece(&name_pieces[(uint8_t)SYNTH_IGNORED], "\"", "IGNORE", "\", ");
}

static inline char *
put(char *at, const struct piece *piece)
{
        memcpy(at, piece->text, PIECE_NBYTES);
        return at + piece->n;
}

static char *
put_text(char *at, const char *text)
{
        const size_t n = strlen(text);
        memcpy(at, text, n);
        return at + n;
}

size_t
synth_jsonl(struct synth_rng *rng, const int8_t *ids, size_t n, bool names, char out[SYNTH_TEXT_NBYTES])
{
        const struct piece *const labels = names ? name_pieces : id_pieces;
        uint16_t drawn[SYNTH_LONGEST];
        for (size_t i = 0; i < n; i++)
                drawn[i] = synth_rng_next(rng) % N_WORDS;

        char *at = put_text(out, "{\"text\": \"");
        for (size_t i = 1; i + 1 < n; i++) {
                at = put(at, &json_words[drawn[i]]);
                *at++ = ' ';
        }
        at = put_text(at, "\", \"tokens\": [\"[CLS]\"");
        for (size_t i = 1; i + 1 < n; i++) {
                at = put_text(at, ", \"");
                at = put(at, &json_words[drawn[i]]);
                *at++ = '"';
        }
        if (n > 1)
                at = put_text(at, ", \"[SEP]\"");
        at = put_text(at, "], \"pii_labels\": [");
        for (size_t i = 0; i < n; i++)
                at = put(at, &labels[(uint8_t)ids[i]]);
        if (n > 0)
                at -= 2; /* the last ", " */
        at = put_text(at, "]}\n");
        return (size_t)(at - out);
}

size_t
synth_conll(struct synth_rng *rng, const int8_t *ids, size_t n, char out[SYNTH_TEXT_NBYTES])
{
        char *at = out;
        for (size_t i = 0; i < n; i++) {
                if (ids[i] == SYNTH_IGNORED)
                        continue;
                at = put(at, &words[synth_rng_next(rng) % N_WORDS]);
                at = put(at, &tag_pieces[(uint8_t)ids[i]]);
        }
        *at++ = '\n';
        return (size_t)(at - out);
}
