/** What stands above the text of a page. Decided by the page, shown by `PageTitle.astro`. */
export type PageHead =
  /** The page draws its own headline. */
  | { readonly type: 'own' }
  | { readonly type: 'plain'; readonly title: string; readonly lead?: string; readonly kicker?: string }
  | {
      readonly type: 'chapter';
      readonly kicker: string;
      readonly title: string;
      readonly lead: string;
      /** To read. */
      readonly minutes: number;
      /** For all of its exercises. */
      readonly exerciseMinutes: number;
      readonly needs: readonly string[];
      readonly outcomes: readonly string[];
    };
