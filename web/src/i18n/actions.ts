/** Words of the log's actions (`source:subject:act`), by the parts of subject and act. */
export interface ActionWords {
  readonly things: Readonly<Record<string, string>>;
  readonly acts: Readonly<Record<string, string>>;
}
