// The AST of `$name` expressions in Postfix's values. Offsets count in the text that was parsed.

interface MacroLiteral {
  readonly kind: "literal";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `$name`, `${name}`, `$(name)`, and with branches `${name?text}`, `${name:text}`, `${name?{text}:{text}}`. */
export interface MacroReference {
  readonly kind: "reference";
  readonly name: string;
  readonly branches: MacroBranches | undefined;
  readonly start: number;
  readonly end: number;
}

/** `${{left} operator {right} ? {text} : {text}}`; `suffix` is `level` in `<=level`. */
export interface MacroComparison {
  readonly kind: "comparison";
  readonly left: MacroText;
  readonly operator: "==" | "!=" | "<" | "<=" | ">=" | ">";
  readonly suffix: "" | "level";
  readonly right: MacroText;
  readonly branches: MacroBranches | undefined;
  readonly start: number;
  readonly end: number;
}

/** What Postfix cannot read; nothing of the text behind it counts. */
export interface MacroError {
  readonly kind: "error";
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

export interface MacroBranches {
  readonly whenTrue: MacroText | undefined;
  readonly whenFalse: MacroText | undefined;
  /** Found only after the branches were taken. */
  readonly garbage: MacroError | undefined;
}

export type MacroPart = MacroLiteral | MacroReference | MacroComparison | MacroError;
export type MacroText = readonly MacroPart[];
