import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { answerCourse } from "../../../api/staff/duties";
import { Form } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { Prose } from "../../../shared/Prose";
import { Section } from "../../shell/Section";

type CourseView = Body<"CourseView">;
type Question = Body<"CourseQuestion">;
type Marked = Body<"TrainingAttemptView">;

interface CourseProps {
  readonly course: CourseView;
  onMarked(): void;
}

/** The course and its test. What was answered wrongly is marked, never what is right. */
export function Course({ course, onMarked }: CourseProps) {
  const t = useTexts(DUTIES);
  const act = useAct();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState(false);
  const [marked, setMarked] = useState<Marked | null>(null);
  const asked = course.questions.length;
  const submit = async () => {
    const whole = course.questions.every(({ code }) => answers[code] !== undefined);
    setMissing(!whole);
    if (!whole) return;
    const { version, language, sha256 } = course;
    const result = await act.run({ version, language, sha256, answers }, answerCourse);
    if (result === null) return;
    setMarked(result);
    onMarked();
  };
  return (
    <>
      <Section title={course.title}>
        <Prose text={course.body} language={course.language} />
      </Section>
      <Section title={t.questions} lead={t.needed(course.right_needed, asked)}>
        <Form act={act} submit={t.answer} submitting={t.answering} onSubmit={() => void submit()}>
          {course.questions.map((question) => (
            <Asked
              key={question.code}
              question={question}
              chosen={answers[question.code]}
              again={marked !== null && !marked.passed && marked.wrong.includes(question.code)}
              onChoose={(code) => setAnswers({ ...answers, [question.code]: code })}
            />
          ))}
          <div role="status">
            {missing && <p class="notice notice--wrong">{t.unanswered}</p>}
            {!missing && marked !== null && (
              <p class={marked.passed ? "notice" : "notice notice--wrong"}>
                {marked.passed ? t.passed(marked.right, asked) : t.failed(marked.right, asked)}
              </p>
            )}
          </div>
        </Form>
      </Section>
    </>
  );
}

interface AskedProps {
  readonly question: Question;
  readonly chosen: string | undefined;
  /** Whether it was answered wrongly. */
  readonly again: boolean;
  onChoose(code: string): void;
}

function Asked({ question, chosen, again, onChoose }: AskedProps) {
  const t = useTexts(DUTIES);
  return (
    <fieldset class="choice">
      <legend class="label">
        {question.text}
        {again && <span class="state state--wrong"> {t.readAgain}</span>}
      </legend>
      {question.options.map((option) => (
        <label key={option.code} class="choice__option">
          <input
            type="radio"
            name={question.code}
            checked={option.code === chosen}
            onChange={() => onChoose(option.code)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
