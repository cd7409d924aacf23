/* The page of a lesson's run begins here: that of any run, with the lesson. */

import { makeDifference } from "./difference";
import { Lesson } from "./lesson";
import { sayBroken } from "./shell";
import { boot } from "./stage";
import { isWorker, serve } from "./worker";

const MORE = [{ name: "Difference", make: makeDifference,
    left: (c: { second: unknown }): boolean => !c.second }];

if (isWorker()) serve();
else
    boot(MORE, (data, lesson, make) => new Lesson(data, lesson, make))
        .catch(sayBroken);
