import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { Messages } from "./es";
import { type Language, MESSAGES, pickLanguage } from "./language";

interface Wording {
  readonly language: Language;
  readonly t: Messages;
  choose(language: Language): void;
}

const CHOICE = "rubrica:language";
const Context = createContext<Wording | null>(null);

/** Gives everything below it the texts in one language and keeps the document's `lang` in step. */
export function WordingProvider({ sent, children }: { sent: string | null; children: ComponentChildren }) {
  const [chosen, setChosen] = useState(keptChoice);
  const language = pickLanguage(chosen, sent, navigator.languages);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const wording = useMemo<Wording>(
    () => ({
      language,
      t: MESSAGES[language],
      choose: (choice) => {
        keepChoice(choice);
        setChosen(choice);
      },
    }),
    [language],
  );
  return <Context.Provider value={wording}>{children}</Context.Provider>;
}

export function useWording(): Wording {
  const wording = useContext(Context);
  if (wording === null) throw new Error("useWording outside of a WordingProvider");
  return wording;
}

/** The texts of one part of the pages, in the language shown. */
export function useTexts<Texts>(texts: Readonly<Record<Language, Texts>>): Texts {
  return texts[useWording().language];
}

/** Sets the title of the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function keptChoice(): string | null {
  try {
    return sessionStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function keepChoice(language: Language): void {
  try {
    sessionStorage.setItem(CHOICE, language);
  } catch {
    return;
  }
}
