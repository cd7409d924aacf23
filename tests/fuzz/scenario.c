/* Any bytes as a scenario: refused with errors that print, or read whole. */
#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario scenario;
    struct scenario_errors errors;
    const struct bytes source = bytes_of(data, size);
    char *text = NULL;
    size_t text_size;

    scenario_errors_init(&errors);
    if (scenario_parse(&scenario, "fuzz", source, &errors)) {
        FILE *memory = open_memstream(&text, &text_size);
        if (!memory || errors.count == 0) abort();
        scenario_errors_print(memory, "fuzz", source, &errors);
        fclose(memory);
        free(text);
    } else {
        if (errors.count > 0) abort();
        scenario_fini(&scenario);
    }
    scenario_errors_fini(&errors);
    return 0;
}
