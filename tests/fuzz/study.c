/* Any bytes as a study: refused with errors that print, or read whole. */
#include <stdio.h>
#include <stdlib.h>

#include "scenario/design.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct design design;
    struct scenario_errors errors;
    const struct bytes source = bytes_of(data, size);
    char *text = NULL;
    size_t text_size;

    scenario_errors_init(&errors);
    if (design_parse(&design, "fuzz", source, &errors)) {
        FILE *memory = open_memstream(&text, &text_size);
        if (!memory || errors.count == 0) abort();
        scenario_errors_print(memory, "fuzz", source, &errors);
        fclose(memory);
        free(text);
    } else {
        if (errors.count > 0) abort();
        (void)design_points(&design);
        design_fini(&design);
    }
    scenario_errors_fini(&errors);
    return 0;
}
