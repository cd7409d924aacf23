#include "report/page.h"

#include <assert.h>

#include "report/page_data.h"
#include "report/page_frame.h"

static const uint8_t script_bytes[] = {
#include <page.js.inc>
    0};
static const uint8_t style_bytes[] = {
#include <page.css.inc>
    0};

bool page_is_built(void)
{
    return sizeof script_bytes > 1;
}

static const uint8_t lesson_script_bytes[] = {
#include <lesson.js.inc>
    0};
static const uint8_t lesson_style_bytes[] = {
#include <lesson.css.inc>
    0};

static void put_pieces(const void *source, FILE *out)
{
    page_data_write(source, out);
}

void page_write(const struct page_source *s, FILE *out)
{
    const bool plain = !s->lesson;

    assert(page_is_built());
    page_frame_write(
        &(struct page_frame){
            .title = s->as == SCENARIO_NONE ? s->scenario->title
                                            : s->scenario->parties[s->as].title,
            .instead = "the run lies within this file. The same in words: "
                       "<code>demarche show RUN</code>.",
            .style = plain ? page_frame_built(style_bytes, sizeof style_bytes)
                           : page_frame_built(lesson_style_bytes,
                                              sizeof lesson_style_bytes),
            .script = plain
                          ? page_frame_built(script_bytes, sizeof script_bytes)
                          : page_frame_built(lesson_script_bytes,
                                             sizeof lesson_script_bytes),
            .put_pieces = put_pieces,
            .source = s,
        },
        out);
}
