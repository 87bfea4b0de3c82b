import { useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useWording } from "../i18n/context";
import { refusedValueSentence } from "../i18n/refused_values";

type Marks<Name extends string> = { [Key in Name]?: string | undefined };

export interface BoundField {
  readonly name: string;
  readonly value: string;
  readonly error: string | null;
  onValue(value: string): void;
}

export interface Fields<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  bind(name: Name): BoundField;
  set(name: Name, value: string): void;
  /** Whether every field named has a value; the others are marked with what is given for them. */
  complete(missing: Partial<Record<Name, string | null>>): boolean;
  reset(): void;
}

/**
 * The values of a form. Fields are named by their place in the request's body (`address/street`), so that a
 * refusal of the service is shown beside the field it is about. Changing a field takes its error away.
 */
export function useFields<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  problem: Problem | null,
): Fields<Name> {
  const { language } = useWording();
  const [values, setValues] = useState(initial);
  const [marked, setMarked] = useState<Marks<Name>>({});
  const [answered, setAnswered] = useState<{ problem: Problem | null; places: ReadonlySet<string> }>({
    problem,
    places: new Set(),
  });
  const changed = answered.problem === problem ? answered.places : new Set<string>();

  const set = (name: Name, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setMarked((before) => ({ ...before, [name]: undefined }));
    setAnswered({ problem, places: new Set([...changed, name]) });
  };
  const refusal = (name: Name): string | null => {
    const found = problem?.refused.find((value) => value.place === name);
    return found && !changed.has(name) ? refusedValueSentence(found.code, language) : null;
  };

  return {
    values,
    set,
    bind: (name) => ({
      name,
      value: values[name],
      error: marked[name] ?? refusal(name),
      onValue: (value) => set(name, value),
    }),
    complete: (missing) => {
      const found = missingOf(values, missing);
      setMarked(found);
      return Object.keys(found).length === 0;
    },
    reset: () => {
      setValues(initial);
      setMarked({});
    },
  };
}

function missingOf<Name extends string>(
  values: Readonly<Record<Name, string>>,
  sentences: Partial<Record<Name, string | null>>,
): Marks<Name> {
  const found: Marks<Name> = {};
  for (const name of Object.keys(sentences) as Name[]) {
    const sentence = sentences[name];
    if (sentence && values[name].trim() === "") found[name] = sentence;
  }
  return found;
}
