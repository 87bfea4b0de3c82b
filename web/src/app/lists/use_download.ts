import { useState } from "preact/hooks";
import type { Problem, Result } from "../../api/problem";
import { saveFile } from "../../shared/save_file";

export interface Download {
  /** Why the last one failed, until another begins. */
  readonly problem: Problem | null;
  save(name: string, read: () => Promise<Result<Blob>>): void;
}

/** Files that a row of a list offers, handed to the browser once they are whole. */
export function useDownload(): Download {
  const [problem, setProblem] = useState<Problem | null>(null);
  const download = async (name: string, read: () => Promise<Result<Blob>>) => {
    setProblem(null);
    const result = await read();
    if (!result.ok) return setProblem(result.problem);
    saveFile(name, result.value);
  };
  return { problem, save: (name, read) => void download(name, read) };
}
