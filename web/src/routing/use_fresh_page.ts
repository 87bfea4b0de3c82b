import { useEffect } from "preact/hooks";

/** Loads the page anew when the browser brings it back from its memory, such as by the back button. */
export function useFreshPage(): void {
  useEffect(() => {
    const look = (event: PageTransitionEvent) => {
      if (event.persisted) window.location.reload();
    };
    window.addEventListener("pageshow", look);
    return () => window.removeEventListener("pageshow", look);
  }, []);
}
