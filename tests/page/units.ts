/* All checks of modules, in one program: units.js DEMARCHE SOURCES. */

import { report } from "./check";
import { checkExplanations } from "./explanations_check";
import { checkLayers, clearRuns } from "./layers_check";
import { checkLesson } from "./lesson_check";
import { checkMatrix } from "./matrix_check";
import { checkLabels, checkScale } from "./scale_check";
import { checkSearch, checkTelling } from "./search_check";
import { checkStudy } from "./study_check";
import { checkSpare, checkTime } from "./time_check";
import { checkVerify } from "./verify_check";

async function checks(): Promise<void> {
    checkTime();
    checkScale();
    checkLabels();
    checkSpare();
    checkTelling();
    checkSearch();
    checkMatrix();
    checkLesson();
    checkStudy();
    checkExplanations();
    await checkLayers();
    clearRuns();
    await checkVerify();
    report();
}

checks();
