/** Plain text of several paragraphs, where `# ` starts a heading and `- ` an item: nothing in it becomes HTML. */
export function Prose({ text, language }: { text: string; language?: string }) {
  const blocks = text
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
  return (
    <div class="prose" {...(language === undefined ? {} : { lang: language })}>
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

function Block({ text }: { text: string }) {
  const lines = text.split("\n");
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading !== null && lines.length === 1) return <h3>{heading[1]}</h3>;
  if (lines.every((line) => /^[-*]\s/.test(line))) {
    return (
      <ul>
        {lines.map((line) => (
          <li key={line}>{line.replace(/^[-*]\s+/, "")}</li>
        ))}
      </ul>
    );
  }
  return <p>{text}</p>;
}
