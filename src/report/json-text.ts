// JSON as it may be shown: what would act on a terminal, or turn text around, stands as an escape of JSON.

/** Controls beyond ASCII, which `JSON.stringify` leaves, and what is of no width or turns the direction of text. */
const acting = /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** On one line, or with an indentation of that many blanks. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    acting,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
