/** What those who show links to pages ask for. */
export const CARD_WIDTH_PX = 1200;
export const CARD_HEIGHT_PX = 630;
