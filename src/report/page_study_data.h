/* The facts of a study's page as JSON: docs/schema/study.json. */
#ifndef REPORT_PAGE_STUDY_DATA_H
#define REPORT_PAGE_STUDY_DATA_H

#include "json/json.h"
#include "report/page_study.h"

/* One value. */
void page_study_data_put(struct json *j, const struct page_study *s);

#endif
