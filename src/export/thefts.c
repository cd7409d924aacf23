#include "export/thefts.h"

#include "export/quote.h"

static void put_time(instant t, FILE *out)
{
    fputc(',', out);
    quote_time(t, out);
}

static void put_copy(const struct exposure *x, size_t copy, FILE *out)
{
    const struct capture_copy *c = &x->capture.copies[copy];
    struct arena a;

    fprintf(out, ",%zu", copy + 1);
    quote_csv_next(c->document, out);
    quote_csv_next(c->portions, out);
    quote_csv_next(x->capture.peers[c->from].name, out);
    quote_csv_next(x->capture.peers[c->to].name, out);
    quote_csv_next(c->channel, out);
    arena_init(&a);
    quote_csv_next(capture_way_text(&a, &c->way), out);
    arena_fini(&a);
    put_time(c->sent, out);
}

static void put_yes(bool yes, FILE *out)
{
    quote_csv_next(yes ? "yes" : "no", out);
}

void thefts_write(const struct exposure *x, FILE *out)
{
    fputs("party,steals,copy,document,portions,from,to,channel,protection,"
          "sent,theft-from,theft-until,recorded-before,recorded-after,level"
          "\r\n",
          out);
    for (size_t i = 0; i < x->theft_count; i++)
        for (size_t j = 0; j < x->capture.copy_count; j++)
            for (const struct exposure_window *w =
                     exposure_track(x, i, j)->first;
                 w; w = w->next) {
                quote_csv(x->capture.peers[x->thefts[i].party].name, out);
                quote_csv_next(exposure_reach_name(x->thefts[i].reach), out);
                put_copy(x, j, out);
                put_time(w->from, out);
                put_time(w->until, out);
                put_yes(w->recorded, out);
                put_yes(w->late, out);
                quote_csv_next(record_level_text(w->level), out);
                fputs("\r\n", out);
            }
}
