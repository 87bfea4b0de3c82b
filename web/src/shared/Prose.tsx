/** Texts of the service, written in the little Markdown they need: headings, lists, paragraphs and **bold**. */
export function Prose({ text, language }: { text: string; language: string }) {
  return (
    <div class="prose" lang={language}>
      {blocksOf(text).map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

function blocksOf(text: string): string[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
}

function Block({ text }: { text: string }) {
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading !== null) return <h3>{heading[1]}</h3>;
  if (/^[-*]\s/.test(text)) {
    const items = text.split(/\n(?=[-*]\s)/);
    return (
      <ul>
        {items.map((item) => (
          <li key={item}>
            <Inline text={item.replace(/^[-*]\s+/, "")} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      <Inline text={text} />
    </p>
  );
}

/** Every second part between pairs of asterisks is strong; nothing in the text can become HTML. */
function Inline({ text }: { text: string }) {
  const parts = text.split(/\*\*([^*]+)\*\*/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <strong key={index}>{part}</strong> : part))}</>;
}
