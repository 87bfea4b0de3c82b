/** The rúbrica itself: the stroke that people draw under their signature, and this service's mark. */
export function Flourish({ drawn = false }: { drawn?: boolean }) {
  return (
    <svg class={drawn ? "flourish flourish--drawn" : "flourish"} viewBox="0 0 220 44" aria-hidden="true">
      <path
        pathLength={1}
        d="M6 24C48 6 126 2 178 10c30 5 42 15 24 19-30 6-128-8-160 2-16 6 10 11 44 6 42-6 92-14 128-12"
      />
    </svg>
  );
}
