/* The page of a lesson's run begins here: that of any run, with the lesson. */

import { makeDifference } from "./difference";
import { Lesson } from "./lesson";
import { hasPrinted, makePrinted } from "./printed";
import { sayBroken } from "./shell";
import { boot, Entry } from "./stage";
import { isWorker, serve } from "./worker";

const MORE: Entry[] = [
    { name: "Difference", make: makeDifference, left: (c) => !c.second },
    { name: "Printed", make: makePrinted, left: (c) => !hasPrinted(c) },
];

if (isWorker()) serve();
else
    boot(MORE, (data, lesson, make) => new Lesson(data, lesson, make))
        .catch(sayBroken);
