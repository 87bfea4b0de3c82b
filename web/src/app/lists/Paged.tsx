import type { ComponentChildren, JSX } from "preact";
import { More } from "./More";
import { Shown } from "./Shown";
import type { Pages } from "./use_pages";

interface PagedProps<Item> {
  readonly pages: Pages<Item>;
  /** What is said where there is nothing. */
  readonly none: JSX.Element;
  readonly children: ComponentChildren;
}

/** A list that comes page by page, once its first page is there. */
export function Paged<Item>({ pages, none, children }: PagedProps<Item>) {
  return (
    <Shown loaded={pages.loaded}>
      {() =>
        pages.items.length === 0 ? (
          none
        ) : (
          <>
            {children}
            <More pages={pages} />
          </>
        )
      }
    </Shown>
  );
}
