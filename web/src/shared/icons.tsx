/** Line icons. They are ornaments: the button around each one carries its name. */
function icon(path: string) {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const EnlargeIcon = icon("M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5");
export const CloseIcon = icon("M6 6l12 12M18 6L6 18");
export const PlusIcon = icon("M12 5v14M5 12h14");
export const MinusIcon = icon("M5 12h14");
export const PreviousIcon = icon("M15 5l-7 7 7 7");
export const NextIcon = icon("M9 5l7 7-7 7");
export const EyeIcon = icon(
  "M2.5 12s3.5-6 9.5-6 9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z",
);
