#include "report/page_study.h"

#include "report/page_frame.h"
#include "report/page_pack.h"
#include "report/page_study_data.h"

static const uint8_t script_bytes[] = {
#include <study.js.inc>
    0};
static const uint8_t style_bytes[] = {
#include <study.css.inc>
    0};

static void put_data(struct json *j, const void *source)
{
    page_study_data_put(j, source);
}

static void put_pieces(const void *source, FILE *out)
{
    page_pack_json(out, "data", put_data, source);
}

void page_study_write(const struct page_study *s, FILE *out)
{
    const char *title = s->design->title;

    page_frame_write(
        &(struct page_frame){
            .title = title && *title ? title : s->name,
            .instead = "the study lies within this file. The same in words: "
                       "<code>demarche study FILE</code>.",
            .style = page_frame_built(style_bytes, sizeof style_bytes),
            .script = page_frame_built(script_bytes, sizeof script_bytes),
            .put_pieces = put_pieces,
            .source = s,
        },
        out);
}
