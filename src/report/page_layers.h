/* The layers of a page's frames, as pieces: some exchanges together, and the
 * frames of no exchange. */
#ifndef REPORT_PAGE_LAYERS_H
#define REPORT_PAGE_LAYERS_H

#include "journal/reader.h"
#include "json/json.h"
#include "opener/opener.h"
#include "scenario/scenario.h"

enum {
    PAGE_LAYERS_EXCHANGES = 64,       /* in a piece, at most */
    PAGE_LAYERS_RAW = 256 * 1024,     /* bytes of a piece, by estimate */
    PAGE_LAYERS_MAX = 8 * 1024 * 1024 /* compressed, of all pieces */
};

struct page_layers {
    struct arena arena;
    const struct scenario *scenario;  /* borrowed */
    FILE *out;                        /* the page */
    struct page_layers_frame *frames; /* as planned */
    size_t frame_count, frame_room;
    struct page_layers_piece *pieces;      /* by exchange, then those of none */
    size_t piece_count, piece_room, loose; /* the first of none */
    size_t packed;                         /* bytes written */
    bool full;
};

/* Plans the pieces by the frames that the journal has sent: all of them, or
 * those that one party sent or took off a channel. */
void page_layers_init(struct page_layers *p, const struct scenario *sc,
                      struct reader *r, uint32_t as, FILE *out);
void page_layers_fini(struct page_layers *p);

/* Adds a frame, in the journal's order; a piece is written when all its frames
 * have come. */
void page_layers_add(struct page_layers *p, const struct opener_layers *l);

/* Writes what is left. */
void page_layers_finish(struct page_layers *p);

/* The members "exchanges" and "loose". */
void page_layers_put(struct json *j, const struct page_layers *p);

/* The number of frames whose layers were left out. */
size_t page_layers_left(const struct page_layers *p);

#endif
