import { describe, expect, test } from "vitest";
import { mentions, nameBegun, runsOf } from "./text";

const links = (text: string): string[] =>
  runsOf(text)
    .filter((run) => run.kind === "link")
    .map((run) => run.text);

describe("links", () => {
  test.each([
    ["see https://example.org/a?b=1#c.", ["https://example.org/a?b=1#c"]],
    ["(https://example.org/wiki/Heat_(physics))", ["https://example.org/wiki/Heat_(physics)"]],
    ["HTTP://EXAMPLE.ORG and https://two.example", ["HTTP://EXAMPLE.ORG", "https://two.example"]],
    ["javascript:alert(1) data:text/html,x ftp://example.org", []],
    ["https://bank.example@evil.example/", []],
    ["https://", []],
    ['https://example.org/"onclick="x', ["https://example.org/"]],
  ])("%s", (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test("nothing of the text is lost", () => {
    const text = "a https://example.org, @Noor Haddad and\nhttps://two.example!";

    expect(
      runsOf(text, ["Noor Haddad"])
        .map((run) => run.text)
        .join(""),
    ).toBe(text);
  });
});

describe("mentions", () => {
  test("whole names, in any case, the longest that fits", () => {
    const runs = runsOf("@noor haddad and @Noor, not @Noora or me@Noor", ["Noor", "Noor Haddad"]);

    expect(runs.filter((run) => run.kind === "mention").map((run) => run.text)).toEqual(["@noor haddad", "@Noor"]);
  });

  test("a name may hold any sign", () => {
    expect(mentions("hello @A.(B*", "A.(B*")).toBe(true);
    expect(mentions("hello @AxB", "A.B")).toBe(false);
  });

  test("the name that is being typed", () => {
    expect(nameBegun("hello @No")).toBe("No");
    expect(nameBegun("hello me@No")).toBe(null);
    expect(nameBegun("hello @")).toBe(null);
  });
});
