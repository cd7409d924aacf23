/* The lesson of a run, as docs/schema/page.json lists it. */

export interface LessonData {
    number: number;
    idea: string;
    minutes: number;
    terms: { word: string; says: string }[];
    predict: QuestionData;
    look: LookData[];
    explain: string;
    read: string[];
    fix: FixData;
    lookAgain: LookData[];
    transfer: QuestionData;
    task: string;
    second: SecondData | null; // null: it could not be played
}

/** What its form does not have is "" or 0. */
export interface QuestionData {
    ask: string;
    form: string; // "choice", "number", "sentence"
    choices: ChoiceData[];
    is: number;
    within: number;
    unit: string;
    below: string;
    above: string;
    run: number; // 1 or 2: in which alone a right sentence is true
    because: string;
}

export interface ChoiceData {
    say: string;
    because: string;
    right: boolean;
}

export interface LookData {
    command: string; // without the program's name and the run
    view: string;
    record: number; // 0: not given
    time: [number, number] | null;
    mark: string; // names, with a slash between
    ask: string;
    printed: string; // by the command, where no view shows it; or ""
}

export interface FixData {
    ask: string;
    choices: { changes: string[]; because: string; right: boolean }[];
    hints: string[];
    predict: QuestionData | null; // of the second run
}

type Two<T> = [T, T]; // of the first run and of the second

/** The run with the lesson's change. */
export interface SecondData {
    claims: { text: string; verdicts: Two<string>; words: Two<string> }[];
    gains: { // columns, as the page's own
        number: number[]; // of the second run's record
        second: number[];
        nano: number[];
        actor: number[];
        document: number[];
        portion: number[];
        level: number[];
    };
    rows: {
        actor: string;
        document: string;
        level: number;
        since: Two<[number, number] | null>;
    }[];
    expectations: { sentence: string; verdicts: Two<string> }[];
}
