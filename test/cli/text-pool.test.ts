import { expect, test } from "vitest";
import { textPool } from "../../src/cli/text-pool.ts";
import { textResult } from "../../src/host.ts";
import { decode } from "../../src/source.ts";

test("a text is that of its bytes, whatever was read before", () => {
  const texts = textPool(20_000);
  const contents = Array.from({ length: 60 }, (_, index) =>
    Buffer.from(
      [`${"x".repeat(900)}${index}`, `${index}\xff`, "", "same", `$ANSIBLE_VAULT;${index}`][index % 5] ?? "",
      "latin1",
    ),
  );
  for (const _ of [1, 2, 3])
    for (const bytes of contents) {
      const reused = Buffer.from(bytes);
      expect(texts(reused)).toEqual(textResult(decode(bytes)));
      reused.fill(0);
    }
});

test("files of one length that differ in one byte are told apart", () => {
  const texts = textPool(100_000);
  for (const _ of [1, 2])
    for (let at = 0; at < 400; at++) {
      const bytes = Buffer.alloc(400, "a");
      bytes[at] = 98;
      expect(texts(bytes)).toEqual({ kind: "text", text: bytes.toString() });
    }
});

test("what repeats is one text, what is too large is not kept", () => {
  const texts = textPool(16_000);
  const small = Buffer.from("ssl = no\n");
  expect(texts(Buffer.from(small))).toBe(texts(small));
  const large = Buffer.alloc(1500, "a");
  expect(texts(Buffer.from(large))).not.toBe(texts(large));
});
